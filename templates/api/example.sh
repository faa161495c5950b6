curl -F photo=@photo.jpg {{ site }}api/v1/read
