-- A browser or device that two people were seen on says nothing of who sits in front of it any more.
alter table customers.external_id add column shared_since timestamptz;
