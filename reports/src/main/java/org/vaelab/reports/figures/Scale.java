// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The range of an axis, and where a value is on it. */
record Scale(boolean isLogarithmic, double low, double high) {

    private static final double ROOM = 0.04;
    private static final double LARGEST = 1e250;
    private static final double MOST_DECADES = 249;

    /** Returns the scale of an axis that fits these values where the axis leaves its ends open. */
    static Scale of(Axis axis, DoubleStream values) {
        boolean log = axis.isLogarithmic();
        double[] shown = values.filter(v -> isShown(v, log)).map(v -> bent(v, log)).toArray();
        double low = DoubleStream.of(shown).min().orElse(0);
        double high = DoubleStream.of(shown).max().orElse(shown.length == 0 ? 1 : low);
        @Nullable Double from = fixed(axis.from(), log);
        @Nullable Double to = fixed(axis.to(), log);
        low = from == null ? low : from;
        high = to == null ? high : to;
        double least = Math.max(1e-9 * Math.max(Math.abs(low), Math.abs(high)), Double.MIN_NORMAL);
        double room = ROOM * (high - low);
        if (!(high - low > least)) {
            // One value, or an end beyond all values.
            room = log ? 0.3 : Math.max(0.5, 0.05 * Math.max(Math.abs(low), Math.abs(high)));
            high = to == null ? Math.max(low, high) : high;
            low = from == null ? Math.min(low, high) : low;
        }
        low = from == null ? low - room : low;
        high = to == null || high <= low ? high + room : high;
        if (log) {
            // The ends themselves must be values that the axis can show.
            low = Math.max(low, -MOST_DECADES);
            high = Math.min(high, MOST_DECADES);
        }
        return new Scale(log, low, high > low ? high : low + room);
    }

    private static @Nullable Double fixed(@Nullable Double end, boolean log) {
        return end != null && isShown(end, log) ? Double.valueOf(bent(end, log)) : null;
    }

    private static boolean isShown(double value, boolean log) {
        return Math.abs(value) <= LARGEST && (!log || value >= 1 / LARGEST);
    }

    private static double bent(double value, boolean log) {
        return log ? Math.log10(value) : value;
    }

    /** Whether the axis can show a value, inside its range or not. */
    boolean canShow(double value) {
        return isShown(value, isLogarithmic);
    }

    /** Returns where a value is: 0 at the low end, 1 at the high end, NaN if it cannot be shown. */
    double at(double value) {
        return canShow(value) ? (bent(value, isLogarithmic) - low) / (high - low) : Double.NaN;
    }

    /** Returns the value at a place. */
    double valueAt(double place) {
        double bent = low + place * (high - low);
        return isLogarithmic ? Math.pow(10, bent) : bent;
    }

    double span() {
        return high - low;
    }

    /** Returns a scale of another length with the same middle. */
    Scale spanning(double length) {
        double middle = (low + high) / 2;
        return new Scale(isLogarithmic, middle - length / 2, middle + length / 2);
    }

    boolean contains(double value) {
        double at = at(value);
        return at >= -1e-9 && at <= 1 + 1e-9;
    }
}
