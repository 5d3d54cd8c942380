"""The question workbench: what answers each part of a parliamentary question."""
