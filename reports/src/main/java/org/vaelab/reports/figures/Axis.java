// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.text.Escape;

/**
 * An axis of a plot.
 *
 * @param title its quantity with the unit; null for none
 * @param isLogarithmic whether the scale is logarithmic; it then shows positive values only
 * @param from the left or lower end; null to fit the data
 * @param to the right or upper end; null to fit the data
 * @param ticks where ticks may stand, in ascending order; empty to choose round numbers
 * @param isNamed whether the ticks are names, which all appear and have no grid
 */
public record Axis(
        @Nullable Label title,
        boolean isLogarithmic,
        @Nullable Double from,
        @Nullable Double to,
        List<Tick> ticks,
        boolean isNamed) {

    /** A place on an axis with its text. */
    public record Tick(double at, Label text) {}

    public Axis {
        ticks = List.copyOf(ticks);
    }

    public static Axis linear(String title) {
        return linear(plain(title));
    }

    public static Axis linear(Label title) {
        return new Axis(title, false, null, null, List.of(), false);
    }

    public static Axis logarithmic(String title) {
        return logarithmic(plain(title));
    }

    public static Axis logarithmic(Label title) {
        return new Axis(title, true, null, null, List.of(), false);
    }

    /**
     * Returns a vertical axis with a row for each name, top down. Row i of n is at the height {@code
     * n - i}, i from 0.
     */
    public static Axis rows(List<Label> names) {
        int n = names.size();
        List<Tick> ticks = new ArrayList<>();
        for (int i = n - 1; i >= 0; i--) {
            ticks.add(new Tick(n - i, names.get(i)));
        }
        return new Axis(null, false, 0.5, n + 0.5, ticks, true);
    }

    /** Returns this axis with fixed ends; null where an end fits the data. */
    public Axis range(@Nullable Double low, @Nullable Double high) {
        return new Axis(title, isLogarithmic, low, high, ticks, isNamed);
    }

    /** Returns this axis with ticks at some of these values, as many as have room. */
    public Axis ticksAt(double... values) {
        List<Tick> chosen = new ArrayList<>();
        for (double value : values) {
            chosen.add(new Tick(value, Ticks.label(value)));
        }
        return new Axis(title, isLogarithmic, from, to, chosen, isNamed);
    }

    /** Returns a plain text as a label. */
    public static Label plain(String text) {
        return new Label(text, Escape.latex(text));
    }
}
