// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Inference of a model whose label is a latent variable (Kingma, Rezende, Mohamed and Welling 2014,
 * section 3.1):
 *
 * <pre>
 *   q(y, z given x, c) = q(y given x, c) q(z given x, y, c)
 * </pre>
 *
 * <p>by a classifier, and by the inference of the model that is given the label. In training q(y
 * given x, c) is a point mass if the label is known. The bound of such an example is one of log
 * p(x, y given c), equation 6. The bound of the others is one of log p(x given c), equation 7.
 * The loss of a separate classifier is added as a penalty, {@code classification}, equation 9:
 *
 * <pre>
 *   - alpha N / N_known log q(y given x, c)   of each example whose label is known
 * </pre>
 *
 * <p>which divides by the number of known labels, as the expectation in the paper does. Evaluation
 * uses no labels, so it measures a bound of log p(x given c).
 *
 * @param givenLabel finds q(z given x, y, c), and remembers nothing of a datum
 */
@Internal
public record LabelledInference(LabelledInference.Classifier classifier, Inference givenLabel)
        implements Inference {

    /** The name of the penalty. */
    public static final String CLASSIFICATION = "classification";

    /** A logit whose density, and its product with the logarithm, are 0 in float32. */
    private static final double IMPOSSIBLE = -1e4;

    /**
     * The classifier.
     *
     * @param network from x and c, concatenated, to the head of the family
     * @param family of q(y given x, c), whose head is the logits of the categories
     * @param weight of the penalty of an example whose label is known, alpha N / N_known; 0: none
     * @param enumerates whether in training y takes every value, weighed by q, and is not drawn
     */
    public record Classifier(
            Network network, PosteriorFamily family, double weight, boolean enumerates) {}

    /**
     * {@inheritDoc}
     *
     * @param p a {@link LabelledGenerativeModel}
     * @throws IllegalArgumentException if it is another model
     */
    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        if (!(p instanceof LabelledGenerativeModel model)) {
            throw new IllegalArgumentException(
                    "inference of a label needs a model whose label is a latent variable");
        }
        Tensor logits = classifier.network().apply(p.condition().seen(batch));
        Tensor observed = batch.observed().get(model.label().name());
        boolean training = phase instanceof Phase.Training;
        boolean observes = training && observed != null;
        Posterior q = classifier.family().of(observes ? where(observed, logits) : logits, phase);
        return new LabelledPosterior(
                model.label().name(),
                q,
                training && classifier.enumerates(),
                y -> rest(model, batch, y, key, phase),
                observes
                        ? classification(classifier.family().of(logits, phase), observed)
                        : TrainingEffects.NONE);
    }

    /** Logits of a point mass where the label is known, without a gradient. */
    private static Tensor where(Tensor observed, Tensor logits) {
        Tensor known = observed.sum(-1).reshape(observed.shape().range(0, 1).append(1));
        Tensor pointMass = observed.sub(known).mul(-IMPOSSIBLE);
        return logits.mul(known.neg().add(1)).add(pointMass);
    }

    private TrainingEffects classification(Posterior q, Tensor observed) {
        if (classifier.weight() == 0) {
            return TrainingEffects.NONE;
        }
        Tensor logits = CategoricalLogits.requiredBy("a label", q).logits();
        // Rows of zeros stand for labels that are not known: what they leave is multiplied by 0.
        Tensor y = observed.reshape(logits.shape().prepend(1));
        Tensor logProbability = y.mul(logits).sum(-1).sub(logits.logSumExp(-1)).sum(-1);
        Tensor penalty = logProbability.mul(observed.sum(-1)).mul(-classifier.weight());
        return new TrainingEffects(Map.of(CLASSIFICATION, penalty), List.of());
    }

    /** q(z given x, y, c) of each row of labels: K values for each of the B examples. */
    private JointPosterior rest(
            LabelledGenerativeModel model, Batch batch, Tensor y, RandomKey key, Phase phase) {
        int samples = y.shape().extent(0) / batch.size();
        Map<String, Tensor> given = new LinkedHashMap<>(batch.givenToEach(samples));
        given.put(model.label().name(), y);
        int[] rows = new int[samples * batch.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = batch.rows()[i % batch.size()];
        }
        return givenLabel.infer(
                model.givenLabel(), new Batch(batch.toEach(samples), given, rows), key, phase);
    }

    /** Returns false: x enters the posterior of all else too. */
    @Override
    public boolean firstCarriesAll() {
        return false;
    }

    @Override
    public String name() {
        return givenLabel.name();
    }

    /** Returns {@code classifier.*}, and those of the inference given the label. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        classifier.network().parameters().forEach(p -> all.add(p.within("classifier")));
        classifier.family().parameters().forEach(p -> all.add(p.within("classifier.family")));
        all.addAll(givenLabel.parameters());
        return all;
    }
}
