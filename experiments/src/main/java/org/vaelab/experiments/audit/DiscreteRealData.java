// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;

/**
 * Data that are declared to be real numbers and are zeros and ones, or grey levels: a density of them grows
 * without end. Looks at evenly spaced training examples.
 */
final class DiscreteRealData implements ModelCheck {

    private static final int MOST_ROWS = 500;

    @Override
    public String name() {
        return "discrete-data";
    }

    @Override
    public List<Doubt> of(AuditedModel model) {
        return model.domain().isDiscrete() || model.data().dataset().domain().isDiscrete()
                ? List.of()
                : narrower(model.data().dataset().train())
                        .map(
                                domain ->
                                        new Doubt(
                                                "all values are "
                                                        + (domain == ValueDomain.BINARY
                                                                ? "0 or 1"
                                                                : "grey levels k/255")
                                                        + ", and the likelihood is a density of the "
                                                        + model.domain().label()
                                                        + " data that they are declared to be: it"
                                                        + " grows without end",
                                                "declare them as they are (of a CSV file"
                                                        + " data.domain: "
                                                        + (domain == ValueDomain.BINARY
                                                                ? "binary"
                                                                : "grey")
                                                        + "), with a likelihood for such data"))
                        .stream()
                        .toList();
    }

    private static Optional<ValueDomain> narrower(Examples examples) {
        return List.of(ValueDomain.BINARY, ValueDomain.GREY_LEVELS).stream()
                .filter(domain -> allIn(domain, examples))
                .findFirst();
    }

    private static boolean allIn(ValueDomain domain, Examples examples) {
        float[] row = new float[examples.width()];
        int stride = Math.max(1, examples.size() / MOST_ROWS);
        for (int i = 0; i < examples.size(); i += stride) {
            examples.read(i, row, 0);
            for (float value : row) {
                if (!domain.contains(value)) {
                    return false;
                }
            }
        }
        return true;
    }
}
