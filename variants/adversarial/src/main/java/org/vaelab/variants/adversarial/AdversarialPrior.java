// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.estimator.AggregateDraws;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * No KL. A {@link Critic} that tells draws of the prior from codes, and that the encoder deceives
 * (Makhzani et al. 2016, section 2; Tolstikhin et al. 2018, algorithm 1):
 *
 * <pre>
 *   R = lambda 1/(K B) sum_kb softplus(-l(z_kb)) = -lambda E_{q(z)}[log D(z)],   D = sigmoid(l)
 * </pre>
 *
 * <p>It has no unit and is the same for all data. At the critic's optimum l = log p(z) - log q(z),
 * so R is lambda log 2 where q(z) = p(z). {@code lambda: 1} is the adversarial auto-encoder, any
 * other weight the Wasserstein auto-encoder with a critic (WAE-GAN): the two have the same
 * objective.
 *
 * <p>Deviation from Makhzani et al.: reconstruction and regularisation follow one step of one
 * optimiser, as in Tolstikhin et al., not two.
 *
 * @param lambda the weight
 * @param critic its network and its optimiser
 */
@Cites({"makhzani2016", "tolstikhin2018"})
@Part(
        value = AdversarialPrior.NAME,
        description =
                "a learned critic that tells q(z) from the prior, without the KL (AAE, WAE-GAN)",
        paper = "Makhzani et al. (2016), Tolstikhin et al. (2018)",
        variant = AdversarialPrior.NAME)
public record AdversarialPrior(
        @Setting(value = "lambda, the weight of what deceives the critic", defaultValue = "1")
                double lambda,
        @Setting(value = "the network that tells q(z) from p(z)", defaultValue = "{}")
                Critic.Settings critic)
        implements RegularizerPart {

    static final String NAME = "aae";

    public AdversarialPrior {
        Counts.positive("lambda", lambda);
    }

    @Override
    public KlRegularizer create(EstimatorContext context) {
        LatentSpace space = AggregateDraws.space(context, NAME);
        if (space.measure().countsPoints()) {
            throw new IllegalArgumentException(
                    "regularizer '%s' compares draws in a space without steps, not in %s"
                            .formatted(NAME, space));
        }
        context.requireNoKlWeight(
                "regularizer '" + NAME + "'", "a critic takes its place in the loss");
        return new Learned(lambda, critic.create(context.part(), space.eventShape().size()));
    }

    private record Learned(double lambda, Critic critic) implements CriticRegularizer {

        @Override
        public Regularized of(ElboTerms terms, Step step) {
            AggregateDraws draws = AggregateDraws.underOnePrior(terms, step, NAME);
            draws.requireComparable();
            draws.requireNoLearnedPrior("", "");
            Tensor z = draws.values();
            return new Regularized(
                    critic.held(z).neg().softplus().mean().mul(lambda),
                    () -> 0,
                    List.of(),
                    Optional.of(critic.loss(draws.ofPrior(), z)));
        }

        @Override
        public boolean needsDensity() {
            return false;
        }

        @Override
        public String toString() {
            return "a critic of the aggregate posterior";
        }
    }
}
