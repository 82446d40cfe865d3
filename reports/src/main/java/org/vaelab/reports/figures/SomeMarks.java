// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

/**
 * Which points of a line have a marker. Lines of different models have them at different points, so
 * that those of equal lines are all visible.
 *
 * @param first the index of the first marked point
 * @param every the distance to the next one
 */
record SomeMarks(int first, int every) {

    private static final int MOST = 6;
    private static final int STEPS = 5;

    static SomeMarks of(Layer.Line line) {
        int every = line.marks() == Layer.Marks.SOME ? (line.points().size() + MOST - 1) / MOST : 1;
        int first = every * Math.floorMod(line.style().place() * 2, STEPS) / STEPS;
        return new SomeMarks(first, Math.max(1, every));
    }
}
