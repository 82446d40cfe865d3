// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * The section {@code supervision} of a config: a label that is a latent variable, observed where it
 * is known.
 */
@Cites("kingma2014semi")
public record Supervision(
        @Setting("label column; label is the only one of data that have one") String column,
        @Setting(
                        value =
                                "alpha, the weight of the loss of a separate classifier, at least 0; 0:"
                                        + " no classifier. The known labels together weigh as much as"
                                        + " alpha for each example",
                        defaultValue = "0.1")
                @AlsoKnownAs("alpha")
                double classification,
        @Setting(value = "how unknown labels are drawn in training", defaultValue = "enumerated")
                Draw draw,
        @Setting(
                        value =
                                "name of the posterior of the label, which a module offers for labels",
                        defaultValue = "categorical")
                String posterior) {

    /** Selects how training draws an unknown label. */
    public enum Draw {
        /** The label is not drawn: it takes every value, weighed by its probability. */
        ENUMERATED,
        /** As a point between the values that passes a gradient. */
        RELAXED,
        /** As a value whose gradient is that of a relaxation. */
        STRAIGHT_THROUGH
    }

    public Supervision {
        if (!(classification >= 0) || Double.isInfinite(classification)) {
            throw new SettingException(
                    "classification", "must be a number of at least 0, is " + classification);
        }
    }

    /**
     * Makes the posterior of a label that is a latent variable. A module binds it by {@link
     * VaeLabModule#instance} under the name that {@code supervision.posterior} gives.
     */
    @ExtensionPoint("posterior of a label")
    @FunctionalInterface
    public interface LabelPosterior {

        /**
         * Returns a posterior on one variable of k categories, {@link
         * org.vaelab.framework.latent.OneHot}. Its distributions are {@link
         * org.vaelab.framework.latent.CategoricalLogits}, and its head has their logits alone.
         *
         * @param values k, the number of values of the label
         * @param draw how training draws an unknown label
         */
        PosteriorPart ofLabel(int values, Supervision.Draw draw);
    }
}
