// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LabelledGenerativeModel;
import org.vaelab.framework.model.LabelledInference;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.Supervision.LabelPosterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Spelling;

/** Makes a model whose label is latent of one that is given the label. */
final class LabelAsLatent {

    private final Supervision supervision;
    private final Conditioning.Label label;
    private final PartContext context;
    private final PosteriorFamily family;
    private final Prior prior;

    /** Finds the label, and makes its posterior and prior. */
    LabelAsLatent(Supervision supervision, Plugins plugins, PartContext context) {
        this.supervision = supervision;
        this.context = context;
        LabelColumn column =
                new ConditionChoice(context.data()).label("supervision", supervision.column());
        if (column.known() == 0) {
            throw new IllegalArgumentException(
                    ("supervision: '%s' is known of no training example; with"
                                    + " data.labelled some stay known")
                            .formatted(column.name()));
        }
        if (column.cardinality() < 2) {
            throw new IllegalArgumentException(
                    "supervision: '%s' has the one value %s, expected two or more"
                            .formatted(column.name(), column.valueNames().get(0)));
        }
        this.label = new Conditioning.Label(column);
        OneHot space = LabelledGenerativeModel.space(label);
        PartContext part = context.forPart("label");
        this.family =
                posterior(plugins).ofLabel(space.categories(), supervision.draw()).create(part);
        ConditionalPrior made =
                plugins.of(PriorPart.class)
                        .create(space.referencePrior())
                        .create(new PriorContext(part, family, Optional.empty()));
        if (!(made instanceof Prior plain)) {
            throw new IllegalStateException("the reference prior of a space is given nothing");
        }
        this.prior = plain;
    }

    private LabelPosterior posterior(Plugins plugins) {
        Map<String, LabelPosterior> known = plugins.instances(LabelPosterior.class);
        LabelPosterior posterior = known.get(supervision.posterior());
        if (posterior == null) {
            throw new IllegalArgumentException(
                    "supervision.posterior: '%s' is not a posterior of a label\n%s"
                            .formatted(
                                    supervision.posterior(),
                                    Spelling.hint(supervision.posterior(), known.keySet())));
        }
        return posterior;
    }

    /**
     * Checks that what is given is not the label itself: a model is given a column, or infers it.
     */
    void requireNotGiven(Conditioning condition) {
        if (condition.columns().stream().anyMatch(c -> c.name().equals(label.name()))) {
            throw new IllegalArgumentException(
                    ("condition and supervision both name '%s': a column is either given"
                                    + " or a latent variable that is sometimes observed; leave"
                                    + " 'condition' out to infer it, or 'supervision' to give it")
                            .formatted(label.name()));
        }
    }

    Conditioning.Label label() {
        return label;
    }

    /** Returns whether the label is drawn in training where it is not known. */
    boolean isDrawn() {
        return supervision.draw() != Supervision.Draw.ENUMERATED;
    }

    /** Returns p(x, y, z) of p(x, z given y). */
    GenerativeModel around(GenerativeModel givenLabel) {
        return new LabelledGenerativeModel(givenLabel, label, prior);
    }

    /**
     * Returns q(y, z given x) of q(z given x, y).
     *
     * @param others what is given beside the label
     */
    Inference around(Inference givenLabel, Conditioning others, NetworkSettings networks) {
        if (givenLabel.remembersData()) {
            throw new IllegalArgumentException(
                    "inference '"
                            + givenLabel.name()
                            + "' remembers values of each datum, and with supervision there are"
                            + " some for each value of the label; take inference amortized");
        }
        PartContext part = context.forPart("classifier");
        Network classifier = networks.createEncoder(part, others.width(), family.head());
        double perKnown = (double) context.data().trainingSize() / label.labels().known();
        return new LabelledInference(
                new LabelledInference.Classifier(
                        classifier,
                        family,
                        supervision.classification() * perKnown,
                        supervision.draw() == Supervision.Draw.ENUMERATED),
                givenLabel);
    }
}
