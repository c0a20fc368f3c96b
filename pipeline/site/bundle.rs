//! The pages themselves: made of `web/` by `just site-assets`, carried in the binary.

/// Files by their path in a site.
pub(super) const FILES: &[(&str, &[u8])] = &[
    ("index.html", include_bytes!("bundle/index.html")),
    ("assets/kbc.js", include_bytes!("bundle/kbc.js")),
    ("assets/kbc.css", include_bytes!("bundle/kbc.css")),
    ("NOTICE.txt", include_bytes!("bundle/NOTICE.txt")),
    ("README.md", include_bytes!("bundle/README.md")),
];

/// Version of the layout of the shards, told by `site.json`; README.md describes it.
pub(super) const LAYOUT: u32 = 2;
