// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.text.Escape;

/**
 * An axis of a plot.
 *
 * @param title its quantity with the unit; null for none
 * @param from the left or lower end; null to fit the data
 * @param to the right or upper end; null to fit the data
 * @param ticks where ticks may stand, in ascending order; empty to choose round numbers
 */
public record Axis(
        @Nullable Label title,
        Kind kind,
        @Nullable Double from,
        @Nullable Double to,
        List<Tick> ticks) {

    /** The most ticks at whole numbers. */
    private static final int WHOLE = 12;

    /** How an axis is scaled and drawn. */
    public enum Kind {
        LINEAR,
        /** Shows positive values only. */
        LOGARITHMIC,
        /** Its ticks are names, which all appear and have no grid. */
        NAMED,
        /** Linear, not drawn. */
        HIDDEN
    }

    /** A place on an axis with its text. */
    public record Tick(double at, Label text) {}

    public Axis {
        ticks = List.copyOf(ticks);
    }

    /** Returns an axis of a quantity; empty or "1" for one without a unit. */
    static Axis linear(String quantity, String unit) {
        return linear(unit.isEmpty() || unit.equals("1") ? quantity : quantity + ", " + unit);
    }

    public static Axis linear(String title) {
        return linear(plain(title));
    }

    public static Axis linear(Label title) {
        return new Axis(title, Kind.LINEAR, null, null, List.of());
    }

    public static Axis logarithmic(String title) {
        return new Axis(plain(title), Kind.LOGARITHMIC, null, null, List.of());
    }

    static Axis hidden(double from, double to) {
        return new Axis(null, Kind.HIDDEN, from, to, List.of());
    }

    /**
     * Returns a vertical axis with a row for each name, top down. Row i of n is at the height
     * {@code n - i}, i from 0.
     */
    public static Axis rows(List<Label> names) {
        int n = names.size();
        List<Tick> ticks = new ArrayList<>();
        for (int i = n - 1; i >= 0; i--) {
            ticks.add(new Tick(n - i, names.get(i)));
        }
        return new Axis(null, Kind.NAMED, 0.5, n + 0.5, ticks);
    }

    /** Returns this axis with fixed ends; null where an end fits the data. */
    public Axis range(@Nullable Double low, @Nullable Double high) {
        return new Axis(title, kind, low, high, ticks);
    }

    /** Returns this axis with ticks at some whole numbers of a range, as many as have room. */
    Axis whole(int low, int high) {
        return ticksAt(
                Ticks.linear(low, high, WHOLE).stream()
                        .mapToDouble(Tick::at)
                        .filter(at -> at == Math.rint(at))
                        .toArray());
    }

    /** Returns this axis with ticks at some of these values, as many as have room. */
    public Axis ticksAt(double... values) {
        List<Tick> chosen =
                Arrays.stream(values)
                        .distinct()
                        .sorted()
                        .mapToObj(v -> new Tick(v, Ticks.label(v)))
                        .toList();
        return new Axis(title, kind, from, to, chosen);
    }

    boolean isLogarithmic() {
        return kind == Kind.LOGARITHMIC;
    }

    boolean isNamed() {
        return kind == Kind.NAMED;
    }

    boolean isHidden() {
        return kind == Kind.HIDDEN;
    }

    /** Returns a plain text as a label. */
    public static Label plain(String text) {
        return new Label(text, Escape.latex(text));
    }
}
