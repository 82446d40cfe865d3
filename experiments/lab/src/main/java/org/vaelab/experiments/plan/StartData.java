// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.Vocabulary;

/** Compares the data of a run with those of the run that it starts from. */
final class StartData {

    /** A shift of a mean, in standard deviations, that hardly matters. */
    private static final double LEAST_SHIFT = 0.1;

    /** A ratio of standard deviations that hardly matters. */
    private static final double LEAST_RATIO = 1.1;

    private StartData() {}

    /** Returns why weights that were learned from some data mean nothing for others. */
    static List<String> obstacles(DataSummary there, DataSummary here) {
        List<String> obstacles = new ArrayList<>();
        if (there.standardization().isPresent() != here.standardization().isPresent()) {
            obstacles.add(
                    there.standardization().isPresent()
                            ? "its data are standardised, here they are not"
                            : "its data are not standardised, here they are");
        }
        vocabulary(there.form().vocabulary(), here.form().vocabulary()).ifPresent(obstacles::add);
        columns(there.form().columns(), here.form().columns()).ifPresent(obstacles::add);
        return obstacles;
    }

    private static Optional<String> vocabulary(
            Optional<Vocabulary> there, Optional<Vocabulary> here) {
        if (there.isEmpty() || here.isEmpty() || there.equals(here)) {
            return Optional.empty();
        }
        List<String> known = there.get().tokens();
        List<String> tokens = here.get().tokens();
        if (known.size() != tokens.size()) {
            return Optional.of(
                    "its vocabulary has " + known.size() + " tokens, here " + tokens.size());
        }
        for (int i = 0; i < known.size(); i++) {
            if (!known.get(i).equals(tokens.get(i))) {
                return Optional.of(
                        "token %s of its vocabulary is '%s', here '%s'"
                                .formatted(i, known.get(i), tokens.get(i)));
            }
        }
        return Optional.of("its texts are divided into tokens in another way");
    }

    private static Optional<String> columns(List<Column> there, List<Column> here) {
        for (int i = 0; i < Math.min(there.size(), here.size()); i++) {
            Column one = there.get(i);
            Column other = here.get(i);
            if (!one.kind().equals(other.kind()) || !one.categories().equals(other.categories())) {
                return Optional.of(
                        "its column '%s' is %s, here '%s' is %s"
                                .formatted(one.name(), text(one), other.name(), text(other)));
            }
        }
        return Optional.empty();
    }

    private static String text(Column column) {
        return column.kind().label()
                + (column.categories().isEmpty() ? "" : " " + column.categories());
    }

    /** Returns the value whose statistics differ most, in words; empty if none differs much. */
    static Optional<String> shift(Standardization there, Standardization here) {
        int worst = -1;
        double largest = 1;
        for (int d = 0; d < Math.min(there.mean().length, here.mean().length); d++) {
            double scale = there.deviation()[d];
            double shift = Math.abs(here.mean()[d] - there.mean()[d]) / scale / LEAST_SHIFT;
            double ratio = Math.abs(Math.log(here.deviation()[d] / scale)) / Math.log(LEAST_RATIO);
            if (Math.max(shift, ratio) > largest) {
                largest = Math.max(shift, ratio);
                worst = d;
            }
        }
        return worst < 0
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "value %d has mean %.4g and standard deviation %.4g there, %.4g and %.4g"
                                        + " here",
                                worst + 1,
                                there.mean()[worst],
                                there.deviation()[worst],
                                here.mean()[worst],
                                here.deviation()[worst]));
    }
}
