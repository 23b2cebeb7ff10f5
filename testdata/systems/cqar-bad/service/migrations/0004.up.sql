CREATE INDEX idx_reviews_author ON reviews (author);
