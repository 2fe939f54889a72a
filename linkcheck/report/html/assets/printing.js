// On paper nothing can be unfolded, searched, turned over or copied: everything that the page knows is printed, groups
// and evidence unfolded and the whole list instead of one page of it. Afterwards all is as it was.

const printing = (folds) => {
  let restore = null;

  const open = () => {
    if (restore) return;
    const groups = [...document.querySelectorAll("#today details:not([open])")];
    groups.forEach((group) => { group.open = true; });
    const closed = folds.filter((fold) => fold.name === "Evidence" && !fold.isOpen());
    closed.forEach((fold) => fold.set(true));
    explorer.whole(true, new Set(folds.map((fold) => fold.id)));
    restore = () => {
      closed.forEach((fold) => fold.set(false));
      groups.forEach((group) => { group.open = false; });
      explorer.whole(false);
      restore = null;
    };
  };

  addEventListener("beforeprint", open);
  addEventListener("afterprint", () => restore?.());
  matchMedia("print").addEventListener("change", (event) => event.matches ? open() : restore?.());
};
