// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.decoding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.framework.Internal;

/**
 * Reads a {@link Decoding} as users write it, such as {@code sample(temperature=0.7, topP=0.9)}.
 */
@Internal
public final class DecodingText {

    /** What can be written, for help texts and messages. */
    public static final String FORMS =
            "greedy, sample, sample(temperature=0.7, topK=40, topP=0.9), beam or beam(width=5,"
                    + " alpha=0.6)";

    private static final Pattern FORM = Pattern.compile("(\\w+)(?:\\((.*)\\))?");
    private static final int DEFAULT_WIDTH = 5;

    private final String text;
    private final Map<String, Double> values = new LinkedHashMap<>();

    private DecodingText(String text) {
        this.text = text;
    }

    /**
     * Returns the decoding of a text.
     *
     * @throws IllegalArgumentException if it is none of {@link #FORMS}, or a value is not valid
     */
    public static Decoding read(String text) {
        return new DecodingText(text).decoding();
    }

    private Decoding decoding() {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw unknown();
        }
        String inside = form.group(2) == null ? "" : form.group(2);
        for (String each : inside.isBlank() ? new String[0] : inside.split(",", -1)) {
            add(each);
        }
        Decoding decoding =
                switch (form.group(1)) {
                    case "greedy" -> Sampling.GREEDY;
                    case "sample" ->
                            new Sampling(
                                    take("temperature", 1),
                                    whole("topK", Integer.MAX_VALUE),
                                    take("topP", 1));
                    case "beam" -> new BeamSearch(whole("width", DEFAULT_WIDTH), take("alpha", 0));
                    default -> throw unknown();
                };
        if (!values.isEmpty()) {
            List<String> left = new ArrayList<>(values.keySet());
            throw new IllegalArgumentException(
                    "decoding '%s': %s has no '%s'; expected %s"
                            .formatted(text, form.group(1), left.get(0), FORMS));
        }
        return decoding;
    }

    private void add(String assignment) {
        String[] sides = assignment.split("=", -1);
        try {
            if (sides.length != 2
                    || values.put(sides[0].strip(), Double.valueOf(sides[1].strip())) != null) {
                throw unknown();
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "decoding '%s': '%s' is not a number".formatted(text, sides[1].strip()), e);
        }
    }

    private double take(String key, double otherwise) {
        Double value = values.remove(key);
        return value == null ? otherwise : value;
    }

    private int whole(String key, int otherwise) {
        double value = take(key, otherwise);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "decoding '%s': %s must be a whole number".formatted(text, key));
        }
        return (int) value;
    }

    private IllegalArgumentException unknown() {
        return new IllegalArgumentException(
                "decoding '%s' is not known; expected %s".formatted(text, FORMS));
    }
}
