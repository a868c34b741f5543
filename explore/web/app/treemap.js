// Fields of a map by weight, as near to squares as they can be (Bruls, Huizing, van Wijk: Squarified
// Treemaps). `weights`: above 0, the largest first. Gives {x, y, width, height} for each.
export function layOut(weights, width, height) {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const areas = weights.map((weight) => (weight * width * height) / all);
  const boxes = [];
  let free = { x: 0, y: 0, width, height };
  let row = [];
  for (let i = 0; i < areas.length; ) {
    const side = Math.min(free.width, free.height);
    if (row.length === 0 || worst([...row, areas[i]], side) <= worst(row, side)) {
      row.push(areas[i]);
      ++i;
    } else {
      free = place(row, free, boxes);
      row = [];
    }
  }
  if (row.length > 0) place(row, free, boxes);
  return boxes;
}

// The ratio of the least square one.
function worst(row, side) {
  const sum = row.reduce((all, area) => all + area, 0);
  const thickness = sum / side;
  return Math.max(...row.map((area) => Math.max(area / thickness / thickness, (thickness * thickness) / area)));
}

// Along the shorter side of what is free; gives what is left.
function place(row, free, boxes) {
  const sum = row.reduce((all, area) => all + area, 0);
  const isColumn = free.width >= free.height;
  const thickness = sum / (isColumn ? free.height : free.width) || 0;
  let along = 0;
  for (const area of row) {
    const length = thickness > 0 ? area / thickness : 0;
    boxes.push(isColumn
      ? { x: free.x, y: free.y + along, width: thickness, height: length }
      : { x: free.x + along, y: free.y, width: length, height: thickness });
    along += length;
  }
  return isColumn
    ? { x: free.x + thickness, y: free.y, width: free.width - thickness, height: free.height }
    : { x: free.x, y: free.y + thickness, width: free.width, height: free.height - thickness };
}
