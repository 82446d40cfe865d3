// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * p(x, z given c) = p(x given z, c) prod_i p(z_i given its parents, c): latent variables in
 * ancestral order, each with a prior, and the data given them. It does not depend on q. An
 * inference uses only its densities.
 */
public interface GenerativeModel extends Component {

    TensorRuntime runtime();

    DataShape shape();

    /** Returns the condition c; by default none. */
    default Conditioning condition() {
        return Conditioning.NONE;
    }

    /** Returns the latent variables, parents first; at least one. */
    List<LatentVariable> latents();

    /**
     * Returns p(z_i given its parents, c).
     *
     * @param latent the name of z_i
     * @param parents values of its parents at least, with leading axes [K, B] or [R]; the
     *     distribution is then one for each of the R = K B rows. Without parents it is one for all,
     *     or, where it is given c ({@link LatentVariable#isGiven}), one for each row of c
     * @param given the columns of the condition by name, [B, ...] each
     */
    Distribution prior(String latent, Latents parents, Map<String, Tensor> given);

    /**
     * Returns the variances of the coordinates of a variable under its prior, row by row; empty if
     * they are not known, or differ between examples.
     */
    default Optional<double[]> priorVariances(LatentVariable latent) {
        return latent.parents().isEmpty() && !latent.isGiven()
                ? prior(latent.name(), Latents.NONE, Map.of()).variances()
                : Optional.empty();
    }

    /**
     * Returns p(x given z, c).
     *
     * @param z values of all latent variables, with leading axes [B], or [K, B] of K draws
     * @param given the columns of the condition by name, [B, ...] each
     */
    OutputDistribution output(Latents z, Map<String, Tensor> given);

    /**
     * Returns this model with another likelihood of the same decoder. The default is this model, of
     * one that has no likelihood apart.
     */
    default GenerativeModel with(UnaryOperator<Likelihood> change) {
        return this;
    }

    /**
     * Returns log p(z given c) of values of all latent variables in nats, the sum over the
     * variables.
     *
     * @param z with leading axes [B], or [K, B] of K draws
     * @param given the columns of the condition by name, [B, ...] each
     * @return of the leading axes
     */
    default Tensor logPrior(Latents z, Map<String, Tensor> given) {
        Latents all = along(z);
        return latents().stream()
                .map(
                        variable -> {
                            Distribution prior = prior(variable.name(), all, given);
                            Tensor values = z.z(variable.name());
                            if (variable.parents().isEmpty() && !variable.isGiven()) {
                                return prior.logProbability(values);
                            }
                            Shape event = variable.space().eventShape();
                            Shape leading =
                                    values.shape().range(0, values.shape().rank() - event.rank());
                            // Given c alone there is one distribution for each row of c.
                            int each =
                                    variable.parents().isEmpty()
                                            ? leading.extent(-1)
                                            : leading.size();
                            Tensor rows =
                                    values.reshape(event.prepend(leading.size() / each, each));
                            return prior.logProbability(rows).reshape(leading);
                        })
                .reduce(Tensor::add)
                .orElseThrow();
    }

    /**
     * Returns the same values, which remember what {@link #prior} and {@link #output} compute along
     * them, so that many calls compute it once. By default nothing is shared.
     *
     * @param z values of all latent variables, with leading axes [B], or [K, B] of K draws
     */
    default Latents along(Latents z) {
        return z;
    }

    /**
     * Draws from the prior, parents first.
     *
     * @param given the columns of the condition by name, [n, ...] each
     * @return [n, event] of each variable
     */
    Latents sample(RandomKey key, int n, Map<String, Tensor> given);

    /**
     * Returns values in which one variable was changed, with what its change means for those below
     * it: the location of each whose prior is given it, or given another one below. Without those a
     * change high up in a hierarchy would not be seen in x.
     *
     * @param latent the name of the variable that was changed
     * @param z values of all variables, with leading axes [R]
     * @param given the columns of the condition by name, [R, ...] each
     */
    default Latents following(String latent, Latents z, Map<String, Tensor> given) {
        Set<String> changed = new HashSet<>(Set.of(latent));
        Latents all = z;
        for (LatentVariable variable : latents()) {
            if (!Collections.disjoint(variable.parents(), changed)
                    && prior(variable.name(), all, given) instanceof Posterior below) {
                Tensor location = below.location();
                all = all.with(variable.name(), () -> location);
                changed.add(variable.name());
            }
        }
        return all;
    }

    /**
     * Returns values of which the first variables are kept, and each further one is at the location
     * of its prior given those above: what the kept ones say alone.
     *
     * @param count of the variables that are kept, parents first; at least 1
     * @param z values of these at least, with leading axes [R]
     * @param given the columns of the condition by name, [R, ...] each
     * @throws IllegalArgumentException if there are fewer variables, or the location of a prior is
     *     not known
     */
    default Latents keeping(int count, Latents z, Map<String, Tensor> given) {
        List<LatentVariable> variables = latents();
        if (count < 1 || count > variables.size()) {
            throw new IllegalArgumentException(
                    "the number of kept variables must be from 1 to %s, is %s"
                            .formatted(variables.size(), count));
        }
        Latents all = Latents.NONE;
        for (int i = 0; i < variables.size(); i++) {
            String name = variables.get(i).name();
            if (i < count) {
                all = all.with(name, z.value(name));
            } else if (prior(name, all, given) instanceof Posterior below) {
                Tensor location = below.location();
                all = all.with(name, () -> location);
            } else {
                throw new IllegalArgumentException(
                        "p(%s given those above) has no known location: keep all %s variables"
                                .formatted(name, variables.size()));
            }
        }
        return all;
    }

    /**
     * Returns log p(x) of data of the log density of their values as the model computes with them,
     * which may be standardised. The default is the same.
     *
     * @param logDensity [..., B]
     * @param x [B, D]
     */
    default Tensor ofData(Tensor logDensity, Tensor x) {
        return logDensity;
    }

    /** Returns the base measure of p(x given z). */
    DataMeasure measure();

    /** Returns whether log p(x given z) is the logarithm of a probability, and not of a density. */
    default boolean isProbability() {
        return measure().isCounting();
    }

    /** Returns what of x itself p(x given z) is given, as a likelihood states it. */
    default List<String> givenOfDatum() {
        return List.of();
    }

    /**
     * Returns how many numbers are held of one row on the way from z to p(x given z): evaluation
     * shows fewer rows at once to a model that holds more.
     */
    long heldPerRow();

    /**
     * Returns this model for many calls while its parameters stay as they are; densities are the
     * same. See {@link org.vaelab.framework.latent.Prior#prepared}.
     */
    default GenerativeModel prepared() {
        return this;
    }

    /** A generative model that changes some of another one. The rest is as there. */
    interface WrappedModel extends GenerativeModel {

        /** Returns the model that is changed. */
        GenerativeModel wrapped();

        @Override
        default TensorRuntime runtime() {
            return wrapped().runtime();
        }

        @Override
        default DataShape shape() {
            return wrapped().shape();
        }

        @Override
        default Conditioning condition() {
            return wrapped().condition();
        }

        @Override
        default List<LatentVariable> latents() {
            return wrapped().latents();
        }

        @Override
        default Distribution prior(String latent, Latents parents, Map<String, Tensor> given) {
            return wrapped().prior(latent, parents, given);
        }

        @Override
        default Latents along(Latents z) {
            return wrapped().along(z);
        }

        @Override
        default Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
            return wrapped().sample(key, n, given);
        }

        @Override
        default DataMeasure measure() {
            return wrapped().measure();
        }

        @Override
        default List<String> givenOfDatum() {
            return wrapped().givenOfDatum();
        }

        @Override
        default long heldPerRow() {
            return wrapped().heldPerRow();
        }

        @Override
        default List<Parameter> parameters() {
            return wrapped().parameters();
        }
    }

    /** A generative model whose posterior is known: a mixture, a linear-Gaussian model. */
    interface TractableModel extends GenerativeModel {

        /**
         * Returns p(z given x, c), for each of the B examples of a batch. For every z
         *
         * <pre>
         *   log p(x, z given c) - log p(z given x, c) = log p(x given c)
         * </pre>
         *
         * <p>so that one draw gives log p(x), and its gradient in the parameters that of log p(x),
         * whatever the draw passes on itself.
         */
        JointPosterior posterior(Batch batch);
    }
}
