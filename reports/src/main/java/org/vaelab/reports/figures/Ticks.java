// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.figures.Axis.Tick;

/** Ticks at round numbers. */
final class Ticks {

    private static final double[] NICE = {1, 2, 2.5, 5, 10};
    private static final double LARGE = 1e6;
    private static final double SMALL = 1e-4;

    private Ticks() {}

    /** Returns the ticks that a scale may have, the densest first. */
    static Stream<List<Tick>> choices(Scale scale, int most) {
        double low = scale.valueAt(0);
        double high = scale.valueAt(1);
        Stream<List<Tick>> linear =
                IntStream.iterate(scale.isLogarithmic() ? 4 : most, n -> n > 1, n -> n - 1)
                        .mapToObj(n -> linear(low, high, n));
        return scale.isLogarithmic()
                ? Stream.concat(
                        logarithmic(low, high).stream().filter(choice -> choice.size() <= most + 2),
                        linear)
                : linear;
    }

    /**
     * Returns at most so many ticks in a range of a linear axis, at least two if it can, one of a
     * single value.
     */
    static List<Tick> linear(double low, double high, int most) {
        if (low == high) {
            return List.of(new Tick(low, label(low)));
        }
        List<Tick> ticks = List.of();
        int exponent = (int) Math.floor(Math.log10((high - low) / Math.max(1, most)));
        for (int e = exponent; e <= exponent + 1; e++) {
            for (double nice : NICE) {
                ticks = multiples(low, high, BigDecimal.valueOf(nice).scaleByPowerOfTen(e));
                if (ticks.size() <= most) {
                    return ticks;
                }
            }
        }
        return ticks;
    }

    private static List<Tick> multiples(double low, double high, BigDecimal step) {
        List<Tick> ticks = new ArrayList<>();
        BigDecimal slack = step.movePointLeft(9);
        BigDecimal end = new BigDecimal(high).add(slack);
        BigDecimal first =
                new BigDecimal(low)
                        .subtract(slack)
                        .divide(step, 0, RoundingMode.CEILING)
                        .multiply(step);
        for (BigDecimal at = first;
                at.compareTo(end) <= 0 && ticks.size() < 99;
                at = at.add(step)) {
            ticks.add(new Tick(at.doubleValue(), label(at)));
        }
        return ticks;
    }

    /**
     * Returns choices of ticks for a logarithmic axis, the densest first: 1, 2, 5 of each decade,
     * all decades, every second one, and so on.
     */
    static List<List<Tick>> logarithmic(double low, double high) {
        int from = (int) Math.floor(Math.log10(low));
        int to = (int) Math.ceil(Math.log10(high));
        List<List<Tick>> choices = new ArrayList<>();
        choices.add(decades(low, high, from, to, 1, 1, 2, 5));
        for (int every = 1; every <= Math.max(1, to - from); every++) {
            choices.add(decades(low, high, from, to, every, 1));
        }
        return choices;
    }

    private static List<Tick> decades(
            double low, double high, int from, int to, int every, int... digits) {
        List<Tick> ticks = new ArrayList<>();
        for (int e = Math.floorDiv(from, every) * every; e <= to; e += every) {
            for (int digit : digits) {
                BigDecimal at = BigDecimal.valueOf(digit).scaleByPowerOfTen(e);
                double value = at.doubleValue();
                if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) {
                    ticks.add(new Tick(value, label(at)));
                }
            }
        }
        return ticks;
    }

    /** Returns a number as the label of a tick, to six significant digits. */
    static Label label(double value) {
        return label(new BigDecimal(value).round(new MathContext(6)));
    }

    private static Label label(BigDecimal value) {
        if (value.signum() == 0) {
            return new Label("0", "$0$");
        }
        double size = value.abs().doubleValue();
        if (size >= LARGE || size < SMALL) {
            return scientific(value.stripTrailingZeros());
        }
        String number = grouped(value.stripTrailingZeros().toPlainString());
        return new Label(number.replace('-', '−'), "$" + number.replace(",", "{,}") + "$");
    }

    private static Label scientific(BigDecimal value) {
        int exponent = value.precision() - value.scale() - 1;
        String digits = value.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString();
        return new Label(
                (digits + "e" + exponent).replace('-', '−'),
                "$" + digits + "\\mathrm{e}{" + exponent + "}$");
    }

    private static String grouped(String plain) {
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        String fraction = point < 0 ? "" : plain.substring(point);
        return whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",") + fraction;
    }
}
