// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.random.RandomKey;

/**
 * A key that a search varies, and the distribution of its values.
 *
 * <pre>
 * latent: [5, 10, 20]                 one of the values
 * training.clip: {linear: [1, 10]}    uniform
 * ...learningRate: {log: [1e-4, 1]}   uniform in the logarithm
 * training.batch: {integer: [1, 9]}   uniform, both ends included
 * latent: {logInteger: [2, 64]}       integers, about uniform in the logarithm
 * </pre>
 *
 * @param written what the config has
 * @param values the choices; empty for a range
 * @param low the lower end of a range
 * @param high its upper end
 */
record SearchAxis(
        Member written,
        String path,
        Scale scale,
        List<ConfigNode> values,
        double low,
        double high) {

    /** Enough to tell values apart, and short enough to read. */
    private static final MathContext DIGITS = new MathContext(5);

    enum Scale {
        CHOICE(""),
        LINEAR("linear"),
        LOG("log"),
        INTEGER("integer"),
        LOG_INTEGER("logInteger");

        private final String key;

        Scale(String key) {
            this.key = key;
        }

        boolean isLog() {
            return this == LOG || this == LOG_INTEGER;
        }

        boolean isInteger() {
            return this == INTEGER || this == LOG_INTEGER;
        }
    }

    SearchAxis {
        values = List.copyOf(values);
    }

    /**
     * Reads an entry of {@code search.over}.
     *
     * @throws SpecException if it is no list and no range, or the range is empty
     */
    static SearchAxis read(String path, Member written) {
        Place key = written.key();
        Replacement.requirePath(path, key);
        ConfigNode value = written.value();
        if (value instanceof Sequence list && !list.items().isEmpty()) {
            return new SearchAxis(written, path, Scale.CHOICE, list.items(), 0, 0);
        }
        if (!(value instanceof Mapping range) || range.members().size() != 1) {
            throw SpecException.at(
                    key,
                    "is " + value.written() + ", expected a list of values or one range",
                    "for example [5, 10, 20], or {log: [1e-4, 1e-2]}; ranges: " + ranges());
        }
        String name = range.keys().get(0);
        Scale scale =
                Arrays.stream(Scale.values())
                        .filter(each -> each != Scale.CHOICE && each.key.equals(name))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        SpecException.unknown(
                                                range.members().get(name).key(),
                                                "range",
                                                name,
                                                List.of(ranges().split(", "))));
        return range(path, written, scale, range.members().get(name));
    }

    private static String ranges() {
        return Arrays.stream(Scale.values())
                .filter(each -> each != Scale.CHOICE)
                .map(each -> each.key)
                .collect(Collectors.joining(", "));
    }

    private static SearchAxis range(String path, Member written, Scale scale, Member ends) {
        Place place = ends.key();
        if (!(ends.value() instanceof Sequence list)
                || list.items().size() != 2
                || !list.items().stream().allMatch(end -> end.json().isNumber())) {
            throw SpecException.at(
                    place,
                    "is " + ends.value().written() + ", expected the two ends of a range",
                    "for example "
                            + scale.key
                            + ": "
                            + (scale.isInteger() ? "[16, 128]" : "[0.1, 10]"));
        }
        double low = list.items().get(0).json().doubleValue();
        double high = list.items().get(1).json().doubleValue();
        if (!Double.isFinite(low) || !Double.isFinite(high) || !(low < high)) {
            throw SpecException.at(
                    place,
                    "is %s, an empty range".formatted(list.written()),
                    "the first end must be smaller than the second");
        }
        if (scale.isLog() && !(low > 0)) {
            throw SpecException.at(
                    place,
                    "starts at %s, which has no logarithm".formatted(list.items().get(0).written()),
                    "use a positive number, or linear instead of log");
        }
        if (scale.isInteger()
                && !list.items().stream()
                        .allMatch(
                                end ->
                                        end.json().canConvertToInt()
                                                && end.json().canConvertToExactIntegral())) {
            throw SpecException.at(place, "is %s, expected integers".formatted(list.written()));
        }
        return new SearchAxis(written, path, scale, List.of(), low, high);
    }

    /** Returns the number of different values; infinity for a range of real numbers. */
    double size() {
        return switch (scale) {
            case CHOICE -> values.size();
            case INTEGER, LOG_INTEGER -> high - low + 1;
            case LINEAR, LOG -> Double.POSITIVE_INFINITY;
        };
    }

    /** Draws a value. The same key gives the same value. */
    Replacement draw(RandomKey key) {
        double u = key.split(path).uniform(1)[0];
        return new Replacement(written.key(), path, value(u));
    }

    private ConfigNode value(double u) {
        return switch (scale) {
            case CHOICE -> values.get((int) (u * values.size()));
            case LINEAR -> real(low + u * (high - low));
            case LOG -> real(low * Math.pow(high / low, u));
            case INTEGER -> integer(Math.floor(low + u * (high - low + 1)));
            case LOG_INTEGER -> integer(Math.floor(low * Math.pow((high + 1) / low, u)));
        };
    }

    private Scalar real(double drawn) {
        double rounded = new BigDecimal(drawn).round(DIGITS).doubleValue();
        double kept = rounded < low || rounded > high ? drawn : rounded;
        return new Scalar(written.key(), DoubleNode.valueOf(kept), "" + kept);
    }

    private Scalar integer(double drawn) {
        int kept = (int) Math.min(high, drawn);
        return new Scalar(
                written.key(), IntNode.valueOf(kept), String.format(Locale.ROOT, "%d", kept));
    }
}
