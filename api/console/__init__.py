"""The console: pages for staff, authors and administrators, made on the server, and the public page of promises."""
