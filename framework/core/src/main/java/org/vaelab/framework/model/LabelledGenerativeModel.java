// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.GenerativeModel.WrappedModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A model p(x, z given y, c) whose label y is a latent variable with its own prior. The label is
 * observed where it is known (Kingma, Rezende, Mohamed and Welling 2014, equation 2):
 *
 * <pre>
 *   p(x, y, z given c) = p(y) p(z given y, c) p(x given z, y, c)
 * </pre>
 *
 * <p>If the prior of z does not depend on y, as in the paper, y and z are independent a priori.
 *
 * @param givenLabel p(x, z given y, c), conditioned on the label
 * @param label y
 * @param prior p(y), on one variable of as many categories as the label has values
 */
@Internal
public record LabelledGenerativeModel(
        GenerativeModel givenLabel, Conditioning.Label label, Prior prior) implements WrappedModel {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the label is not among what the model is given, or the
     *     prior lives elsewhere
     */
    public LabelledGenerativeModel {
        if (!givenLabel.condition().columns().contains(label)) {
            throw new IllegalArgumentException("the model is not given '" + label.name() + "'");
        }
        if (!prior.space().equals(space(label))) {
            throw new IllegalArgumentException(
                    "the prior of '" + label.name() + "' lives on " + prior.space());
        }
    }

    /** Returns where values of a label lie: one variable, a category each. */
    public static OneHot space(Conditioning.Label label) {
        return new OneHot(1, label.width());
    }

    @Override
    public GenerativeModel wrapped() {
        return givenLabel;
    }

    @Override
    public Conditioning condition() {
        return givenLabel.condition().without(label.name());
    }

    @Override
    public List<LatentVariable> latents() {
        List<LatentVariable> all = new ArrayList<>();
        LatentSpace space = prior.space();
        all.add(new LatentVariable(label.name(), space, List.of(), false, Optional.of(label)));
        boolean given = !condition().isNone();
        for (LatentVariable latent : givenLabel.latents()) {
            List<String> parents = new ArrayList<>(latent.parents());
            if (latent.isGiven()) {
                parents.add(0, label.name());
            }
            all.add(
                    new LatentVariable(
                            latent.name(),
                            latent.space(),
                            parents,
                            latent.isGiven() && given,
                            latent.observation()));
        }
        return all;
    }

    @Override
    public Distribution prior(String latent, Latents parents, Map<String, Tensor> given) {
        if (latent.equals(label.name())) {
            return prior;
        }
        boolean isGiven =
                givenLabel.latents().stream()
                        .anyMatch(of -> of.name().equals(latent) && of.isGiven());
        return givenLabel.prior(latent, parents, isGiven ? rows(parents, given) : given);
    }

    /** Returns the condition of each row of values, with the label: [K B, width] each. */
    private Map<String, Tensor> rows(Latents values, Map<String, Tensor> given) {
        Tensor y = flat(values);
        int rows = y.shape().range(0, -1).size();
        Map<String, Tensor> all = new LinkedHashMap<>();
        given.forEach(
                (name, column) -> {
                    int width = column.shape().extent(-1);
                    all.put(
                            name,
                            column.broadcastTo(y.shape().range(0, -1).append(width))
                                    .reshape(Shape.of(rows, width)));
                });
        all.put(label.name(), y.reshape(Shape.of(rows, label.width())));
        return all;
    }

    /** The unit vectors of y, [..., k]. */
    private Tensor flat(Latents values) {
        return space(label).flat(values.z(label.name()));
    }

    @Override
    public OutputDistribution output(Latents z, Map<String, Tensor> given) {
        return givenLabel.output(z, with(given, flat(z)));
    }

    @Override
    public GenerativeModel with(UnaryOperator<Likelihood> change) {
        return new LabelledGenerativeModel(givenLabel.with(change), label, prior);
    }

    private Map<String, Tensor> with(Map<String, Tensor> given, Tensor y) {
        Map<String, Tensor> all = new LinkedHashMap<>(given);
        all.put(label.name(), y);
        return all;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The label is drawn under the key split by its name; or it is what is given under that
     * name, [n, k].
     */
    @Override
    public Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
        Shape event = prior.space().eventShape();
        Tensor y =
                given.containsKey(label.name())
                        ? given.get(label.name()).reshape(event.prepend(n))
                        : prior.sample(key.split(label.name()), n);
        Latents rest =
                givenLabel.sample(key, n, with(given, y.reshape(Shape.of(n, label.width()))));
        return Latents.of(label.name(), y).with(rest);
    }

    @Override
    public GenerativeModel prepared() {
        return new LabelledGenerativeModel(givenLabel.prepared(), label, prior.prepared());
    }

    /** Returns those of the model given the label, and those of p(y) as {@code prior.<label>.*}. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(givenLabel.parameters());
        prior.parameters()
                .forEach(p -> all.add(p.within(DeepGenerativeModel.PRIOR + "." + label.name())));
        return all;
    }
}
