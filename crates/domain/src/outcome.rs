//! What the world looks like once an outcome is carried out, and outcomes one after the other.

use std::borrow::Cow;

use crate::customer::Counted;
use crate::ids::LocationId;
use crate::location::Location;
use crate::world::{Changes, CustomerPass, PassRef, Visit, VisitRef, World};

impl World {
    /// The world after these changes, with what they sell and open still named [`PassRef::Sold`] and
    /// [`VisitRef::New`].
    #[must_use]
    pub fn after(&self, changes: &Changes) -> Self {
        let mut world = self.clone();
        world
            .visits
            .retain(|visit| !matches!(visit.id, VisitRef::Existing(id) if changes.forgotten.contains(&id)));
        world
            .passes
            .retain(|pass| !matches!(pass.id, PassRef::Existing(id) if changes.withdrawn.contains(&id)));
        replace(&mut world.visits, &changes.visits, |visit| visit.id);
        replace(&mut world.passes, &changes.passes, |pass| pass.id);
        world.counted.retain(|stay| !changes.concern(VisitRef::Existing(stay.visit)));
        world.counted.extend(changes.visits.iter().filter_map(Visit::counted));
        world.taken.extend(&changes.entries);
        world
    }

    /// The same, without a copy where nothing changes, as is the rule on the way in.
    pub(crate) fn once<'a>(&'a self, changes: &Changes) -> Cow<'a, Self> {
        if *changes == Changes::default() { Cow::Borrowed(self) } else { Cow::Owned(self.after(changes)) }
    }

    /// The customer's open visit, wherever it is; there is never more than one (`domain.md` 7).
    pub fn open_visit(&self) -> Option<&Visit> {
        self.visits.iter().find(|visit| visit.to.is_none())
    }

    /// The location with this id, if it is among those loaded.
    pub fn place(&self, id: LocationId) -> Option<&Location> {
        std::iter::once(&self.location)
            .chain(&self.elsewhere)
            .find(|location| location.id == id)
            .map(AsRef::as_ref)
    }

    /// What a location is called, as far as it is among those loaded.
    pub(crate) fn name_of(&self, id: LocationId) -> &str {
        self.place(id).map_or("another location", |place| place.name.as_str())
    }

    /// The pass of that name, if it is among those loaded.
    pub(crate) fn pass(&self, id: PassRef) -> Option<&CustomerPass> {
        self.passes.iter().find(|pass| pass.id == id)
    }

    /// The visits that stand on this pass, earliest first.
    pub(crate) fn visits_on(&self, pass: PassRef) -> Vec<&Visit> {
        let mut visits: Vec<_> = self.visits.iter().filter(|visit| visit.pass == Some(pass)).collect();
        visits.sort_by_key(|visit| (visit.from, visit.id));
        visits
    }

    /// Visits other than `visit` that stand on this pass, earliest first.
    pub(crate) fn others_on(&self, pass: PassRef, visit: VisitRef) -> Vec<&Visit> {
        let mut others = self.visits_on(pass);
        others.retain(|other| other.id != visit);
        others
    }
}

impl Visit {
    /// As a stay that counts towards the limits of a plan, if it is one and is recorded.
    fn counted(&self) -> Option<Counted> {
        let Self { id, location, from, to, counts_towards_plan_limits: counts, .. } = *self;
        match id {
            VisitRef::Existing(visit) if counts => Some(Counted { visit, location, from, to }),
            _ => None,
        }
    }
}

impl Changes {
    /// Whether they change or forget this visit.
    fn concern(&self, visit: VisitRef) -> bool {
        let forgotten = matches!(visit, VisitRef::Existing(id) if self.forgotten.contains(&id));
        forgotten || self.visits.iter().any(|changed| changed.id == visit)
    }

    /// These changes and then `later` ones: what both touch is as it is afterwards, entries follow each other.
    #[must_use]
    pub fn then(mut self, later: Self) -> Self {
        self.passes.retain(|pass| !matches!(pass.id, PassRef::Existing(id) if later.withdrawn.contains(&id)));
        self.visits
            .retain(|visit| !matches!(visit.id, VisitRef::Existing(id) if later.forgotten.contains(&id)));
        replace(&mut self.visits, &later.visits, |visit| visit.id);
        replace(&mut self.passes, &later.passes, |pass| pass.id);
        self.forgotten.extend(later.forgotten);
        self.withdrawn.extend(later.withdrawn);
        self.entries.extend(later.entries);
        self
    }
}

fn replace<T: Clone, Id: PartialEq>(there: &mut Vec<T>, later: &[T], id: impl Fn(&T) -> Id) {
    for new in later {
        match there.iter_mut().find(|old| id(old) == id(new)) {
            Some(old) => old.clone_from(new),
            None => there.push(new.clone()),
        }
    }
}
