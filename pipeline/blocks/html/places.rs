//! The tree of an article, as html5ever builds it in scraper's: each element knows what it stands in.

use super::element::{Element, Group};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, QualName, ns};
use scraper::{Html, HtmlTreeSink};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

/// A node of scraper's tree.
type Node = <HtmlTreeSink as TreeSink>::Handle;

/// An element in the order in which they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(u32);

impl Id {
    /// The article.
    pub(super) const ROOT: Self = Self(0);
}

/// An element, and what it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    node: Node,
    pub(super) element: Element,
    /// What it stands in.
    pub(super) parent: Id,
    depth: u32,
    /// Whether it or what it stands in is not displayed.
    pub(super) is_hidden: bool,
    /// Whether line ends count in it.
    pub(super) is_code: bool,
    /// The innermost element that begins and ends a paragraph.
    pub(super) block: Id,
    /// The heading or summary that it stands in.
    pub(super) heading: Option<Id>,
    /// Where in tables it stands.
    pub(super) spot: Spot,
}

/// Where in a table something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// The innermost table.
    pub(super) table: Option<Id>,
    /// A group of its rows.
    pub(super) group: Option<Id>,
    /// A row.
    pub(super) row: Option<Id>,
    /// A cell.
    pub(super) cell: Option<Id>,
    /// Whether it stands between cells in the article, where nothing can stand: a browser moves it before the table.
    pub(super) is_misplaced: bool,
}

impl Spot {
    /// Between the cells of a table.
    fn misplaced(table: Id) -> Self {
        Self { table: Some(table), is_misplaced: true, ..Self::default() }
    }
}

/// All elements of a tree.
pub(super) struct Places {
    html: Html,
    list: Vec<Place>,
}

impl Places {
    pub(super) fn get(&self, id: Id) -> &Place {
        &self.list[id.0 as usize]
    }

    /// The name of an element.
    pub(super) fn name(&self, id: Id) -> &str {
        let node = self.html.tree.get(self.get(id).node);
        node.and_then(|node| node.value().as_element()).map_or("", scraper::node::Element::name)
    }

    /// The value of an attribute, references to characters read.
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        self.html.tree.get(self.get(id).node)?.value().as_element()?.attr(name)
    }

    /// What the root of a page says of itself.
    pub(super) fn root_attribute(&self, name: &str) -> Option<&str> {
        self.html.root_element().value().attr(name)
    }
}

/// A node of the tree while it is built.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handle {
    node: Node,
    id: Id,
}

/// Builds the tree. Texts are no part of it: where each of them stands is kept beside its token.
pub(super) struct Builder {
    inner: HtmlTreeSink,
    places: RefCell<Vec<Place>>,
    /// The name of the tag that is being read.
    name: RefCell<Option<LocalName>>,
    /// The element that it made, or ended.
    pub(super) made: Cell<Option<Id>>,
    /// Where the text that is being read stands.
    pub(super) text: Cell<Option<(Id, Spot)>>,
    /// How deep the element stands that was added last.
    pub(super) depth: Cell<u32>,
    /// The element whose name was asked for last.
    pub(super) named: Cell<Id>,
    /// Whether any element said that it is not displayed.
    pub(super) hides: Cell<bool>,
}

impl Builder {
    pub(super) fn new() -> Self {
        let inner = HtmlTreeSink::new(Html::new_document());
        let root = Place {
            node: inner.get_document(),
            element: Element::Inline,
            parent: Id::ROOT,
            depth: 0,
            is_hidden: false,
            is_code: false,
            block: Id::ROOT,
            heading: None,
            spot: Spot::default(),
        };
        Self {
            inner,
            places: RefCell::new(vec![root]),
            name: RefCell::default(),
            made: Cell::default(),
            text: Cell::default(),
            depth: Cell::default(),
            named: Cell::new(Id::ROOT),
            hides: Cell::default(),
        }
    }

    /// Begins a tag of a name.
    pub(super) fn begin(&self, name: Option<LocalName>) {
        self.made.set(None);
        self.text.set(None);
        *self.name.borrow_mut() = name;
    }

    /// Whether what follows belongs to an element until that ends, however far that is: to a table, or to what says that it is
    /// not displayed.
    pub(super) fn reaches_on(&self, handle: &Handle) -> bool {
        let place = &self.places.borrow()[handle.id.0 as usize];
        place.element == Element::Table || place.is_hidden && !matches!(place.element, Element::Hidden | Element::Title)
    }

    /// What an element is.
    pub(super) fn element(&self, handle: &Handle) -> Element {
        self.places.borrow()[handle.id.0 as usize].element
    }

    fn is_own_name(&self, name: &LocalName) -> bool {
        self.name.borrow().as_ref() == Some(name)
    }

    /// Settles where an element stands.
    fn adopt(&self, child: Id, parent: Id, spot: Option<Spot>) {
        let mut places = self.places.borrow_mut();
        let above = places[parent.0 as usize];
        let place = &mut places[child.0 as usize];
        place.parent = parent;
        place.depth = above.depth + 1;
        place.is_hidden |= above.is_hidden;
        place.is_code = above.is_code || place.element == Element::Pre;
        place.block = if place.element.is_inline() { above.block } else { child };
        place.heading = above.heading;
        place.spot = spot.unwrap_or(above.spot);
        let spot = &mut place.spot;
        match place.element {
            Element::Heading(_) | Element::Summary => place.heading = Some(child),
            Element::Table => (*spot, place.heading) = (Spot { table: Some(child), ..Spot::default() }, None),
            Element::Rows(_) => *spot = Spot { table: spot.table, group: Some(child), ..Spot::default() },
            Element::Row => *spot = Spot { row: Some(child), cell: None, is_misplaced: false, ..*spot },
            Element::Cell | Element::HeadingCell => (spot.cell, place.heading) = (Some(child), None),
            _ => {}
        }
        self.depth.set(place.depth);
    }

    /// Keeps where the text that is being read stands.
    fn place_text(&self, parent: Id, spot: Option<Spot>) {
        let spot = spot.unwrap_or_else(|| self.places.borrow()[parent.0 as usize].spot);
        self.text.set(Some((parent, spot)));
    }

    fn parent(&self, handle: &Handle) -> Id {
        self.places.borrow()[handle.id.0 as usize].parent
    }
}

/// Rules of style by which an element is not displayed.
const HIDING: [(&str, &str); 3] = [("display", "none"), ("visibility", "hidden"), ("visibility", "collapse")];

/// Whether an element says that it is not displayed.
pub(super) fn says_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &*attribute.name.local {
        "hidden" => true,
        "style" => attribute.value.split(';').any(|rule| {
            let Some((property, value)) = rule.split_once(':') else { return false };
            let value = value.split('!').next().unwrap_or_default();
            let is_rule = |(own, hides): &(&str, &str)| {
                property.trim().eq_ignore_ascii_case(own) && value.trim().eq_ignore_ascii_case(hides)
            };
            HIDING.iter().any(is_rule)
        }),
        _ => false,
    })
}

impl TreeSink for Builder {
    type Handle = Handle;
    type Output = Places;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Places {
        Places { html: self.inner.finish(), list: self.places.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { node: self.inner.get_document(), id: Id::ROOT }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        self.named.set(target.id);
        self.inner.elem_name(&target.node)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let own = Element::of(&name.local);
        let element = match own {
            Element::Title | Element::Hidden if name.ns != ns!(html) => Element::Hidden,
            _ if name.ns != ns!(html) => Element::Inline,
            own => own,
        };
        let says_hidden = says_hidden(&attributes);
        self.hides.set(self.hides.get() || says_hidden);
        let is_hidden = matches!(element, Element::Hidden | Element::Title) || says_hidden;
        let is_own = self.is_own_name(&name.local);
        let node = self.inner.create_element(name, attributes, flags);
        let mut places = self.places.borrow_mut();
        let id = Id(u32::try_from(places.len()).unwrap_or(u32::MAX));
        let root = places[0];
        places.push(Place { node, element, is_hidden, ..root });
        if is_own {
            self.made.set(Some(id));
        }
        Handle { node, id }
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        Handle { node: self.inner.create_comment(text), id: Id::ROOT }
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        Handle { node: self.inner.create_pi(target, data), id: Id::ROOT }
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        match child {
            NodeOrText::AppendNode(child) => {
                self.inner.append(&parent.node, NodeOrText::AppendNode(child.node));
                self.adopt(child.id, parent.id, None);
            }
            NodeOrText::AppendText(_) => self.place_text(parent.id, None),
        }
    }

    fn append_based_on_parent_node(&self, table: &Handle, outer: &Handle, child: NodeOrText<Handle>) {
        let spot = Spot::misplaced(table.id);
        match child {
            NodeOrText::AppendNode(child) => {
                let node = NodeOrText::AppendNode(child.node);
                self.inner.append_based_on_parent_node(&table.node, &outer.node, node);
                self.adopt(child.id, self.parent(table), Some(spot));
            }
            NodeOrText::AppendText(_) => self.place_text(self.parent(table), Some(spot)),
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.inner.append_doctype_to_document(name, public, system);
    }

    fn pop(&self, node: &Handle) {
        let is_row = self.element(node) == Element::Row;
        if is_row && self.is_own_name(&self.inner.elem_name(&node.node).local) {
            self.made.set(Some(node.id));
        }
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        Handle { node: self.inner.get_template_contents(&target.node), id: target.id }
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        self.inner.same_node(&x.node, &y.node)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.inner.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        match child {
            NodeOrText::AppendNode(child) => {
                self.inner.append_before_sibling(&sibling.node, NodeOrText::AppendNode(child.node));
                self.adopt(child.id, self.parent(sibling), None);
            }
            NodeOrText::AppendText(_) => self.place_text(self.parent(sibling), None),
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        self.inner.add_attrs_if_missing(&target.node, attributes);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.inner.remove_from_parent(&target.node);
    }

    fn reparent_children(&self, node: &Handle, parent: &Handle) {
        self.inner.reparent_children(&node.node, &parent.node);
    }
}

/// Which group of rows comes first.
pub(super) fn group_of(element: Element) -> Group {
    match element {
        Element::Rows(group) => group,
        _ => Group::Body,
    }
}
