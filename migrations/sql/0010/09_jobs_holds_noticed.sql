-- Before any of its rows is looked at.
CREATE TRIGGER jobs_holds_noticed BEFORE INSERT ON flowgroup.jobs
FOR EACH STATEMENT EXECUTE FUNCTION flowgroup.notice_holds()
