-- How many slots a reservation takes: those wanted whose instants lie within the horizon (seconds), one at least.
CREATE FUNCTION flowgroup.slots_within(
    slot flowgroup.slots, at timestamptz, wanted integer, lead double precision, horizon double precision)
RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN greatest(1, least(wanted, 1 + floor(
    (horizon - greatest(extract(epoch FROM (slot).next_slot - at), lead)) / flowgroup.slot_interval(slot))))::integer
