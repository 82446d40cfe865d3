// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The mean over data of the KL of one latent unit, such as a coordinate of a Normal or a categorical
 * variable: how much of it a model uses. The units of a term sum to the KL of the term.
 *
 * @param term the latent variable, or the factor of it, such as {@code z1} or {@code normal}
 * @param unit its place in the term, from 0 on
 * @param kl mean over data of KL(q(z_u given x) || p(z_u)), in nats
 * @param standardError over data, in nats; NaN with one datum
 */
public record UnitKl(String term, int unit, double kl, double standardError) {

    private static final String HEADER = "term,unit,kl,standardError";
    private static final int FIELDS = 4;

    /** Checks that the term has a name of which nothing needs quoting. */
    public UnitKl {
        if (Objects.requireNonNull(term, "term").matches("(?s).*[,\"\r\n].*")) {
            throw new IllegalArgumentException("a term cannot be named '" + term + "'");
        }
    }

    /** Returns the lines of {@code klByUnit.csv}. */
    static String csv(List<UnitKl> units) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (UnitKl unit : units) {
            text.append(unit.term()).append(',').append(unit.unit());
            text.append(',').append(unit.kl());
            text.append(',').append(Double.isNaN(unit.standardError()) ? "" : unit.standardError());
            text.append('\n');
        }
        return text.toString();
    }

    /** Reads what {@link #csv} gives out. */
    static List<UnitKl> parse(List<String> lines, String where) throws IOException {
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException(where + ":1: expected " + HEADER);
        }
        List<UnitKl> units = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] fields = lines.get(i).split(",", -1);
            try {
                if (fields.length != FIELDS) {
                    throw new IllegalArgumentException(
                            fields.length + " fields instead of " + FIELDS);
                }
                units.add(
                        new UnitKl(
                                fields[0],
                                Integer.parseInt(fields[1]),
                                Double.parseDouble(fields[2]),
                                fields[3].isEmpty() ? Double.NaN : Double.parseDouble(fields[3])));
            } catch (IllegalArgumentException e) {
                throw new IOException(where + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return List.copyOf(units);
    }
}
