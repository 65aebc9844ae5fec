"""Images: cleaned in child processes, stored on disk or at Cloudinary."""
