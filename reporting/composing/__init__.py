"""Questions one puts together oneself: what is asked, and how the answer is shown."""
