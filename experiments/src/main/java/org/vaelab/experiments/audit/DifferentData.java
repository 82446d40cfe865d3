// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.Optional;
import java.util.OptionalLong;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;

/**
 * Models that evaluation shows different data: other content, another domain, another threshold or other
 * bits. That one model trains on a static binarisation and another on a dynamic one makes no difference in
 * evaluation.
 */
final class DifferentData implements GroupCheck {

    private static final int SHOWN_CHECKSUM = 8;

    /**
     * What evaluation sees.
     *
     * @param values in which set they lie; grey levels that are spread over their bins are grey levels
     * @param threshold above which a value is a one, if it is decided so
     * @param seed of the bits, if they are drawn
     * @param given what of a datum is given and not modelled; empty if nothing is
     */
    private record Seen(
            String name,
            String checksum,
            String shape,
            String values,
            Optional<Double> threshold,
            OptionalLong seed,
            String given) {

        static Seen of(AuditedModel model) {
            Dataset dataset = model.data().dataset();
            Binarization binarization = model.data().preparation().binarization();
            boolean drawn =
                    binarization instanceof Binarization.Static
                            || binarization instanceof Binarization.Dynamic;
            return new Seen(
                    dataset.name(),
                    dataset.checksum(),
                    dataset.shape().toString(),
                    (model.isDequantized() ? ValueDomain.GREY_LEVELS : model.domain()).label(),
                    binarization instanceof Binarization.Threshold threshold
                            ? Optional.of(threshold.level())
                            : Optional.empty(),
                    drawn
                            ? OptionalLong.of(model.run().data().keys().evaluationSeed())
                            : OptionalLong.empty(),
                    model.data().split().map(ValueSplit::toString).orElse(""));
        }

        @Override
        public String toString() {
            return name
                    + " of shape "
                    + shape
                    + " and checksum "
                    + checksum.substring(0, Math.min(SHOWN_CHECKSUM, checksum.length()))
                    + ", "
                    + values
                    + threshold.map(level -> " above " + level).orElse("")
                    + (seed.isPresent() ? " drawn under evaluationSeed " + seed.getAsLong() : "")
                    + (given.isEmpty() ? "" : ", what is left of it without " + given);
        }
    }

    @Override
    public String name() {
        return "different-data";
    }

    @Override
    public Object groupOf(AuditedModel model) {
        return Seen.of(model);
    }

    @Override
    public Doubt ofDifference(AuditedPlan plan, String groups) {
        return new Doubt(
                "the models are not evaluated on the same data, so that none of their"
                        + " figures compare across "
                        + groups,
                "make a comparison of each, or give all models the same section" + " data");
    }
}
