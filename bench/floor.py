"""The floor: a bare Django view with one SELECT by primary key, served by the same gunicorn.

No middleware, no session, no template, no transaction. What a page costs above this is ours.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import environment as env

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={
            "default": {
                **env.database(os.environ["DATABASE_URL"]),
                "ENGINE": "django.db.backends.postgresql",
                "CONN_MAX_AGE": 600,
            }
        },
        INSTALLED_APPS=["django.contrib.contenttypes"],
        MIDDLEWARE=[],
        ROOT_URLCONF="bench.floor",
        USE_TZ=True,
    )


def one_row(request: HttpRequest, pk: int) -> HttpResponse:
    from django.contrib.contenttypes.models import ContentType

    row = ContentType.objects.get(pk=pk)
    return HttpResponse(row.model, content_type="text/plain")


urlpatterns = [path("floor/<int:pk>/", one_row)]
application = get_wsgi_application()
