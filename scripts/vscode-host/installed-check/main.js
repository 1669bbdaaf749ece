// An extension that does nothing: VS Code runs tests only for one under development, and Memslot is to be an installed one.
exports.activate = () => {};
