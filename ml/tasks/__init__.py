"""What runs apart from the owner of the warehouse, a file a task: tables in, tables out."""
