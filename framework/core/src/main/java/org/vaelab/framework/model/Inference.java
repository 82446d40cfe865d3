// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.random.RandomKey;

/**
 * How the posterior of a batch is found: q(z given x, c). Amortised by an encoder, which is what
 * makes a variational auto-encoder of a generative model; or by optimising the parameters of each
 * datum's own.
 */
public interface Inference extends Component {

    /**
     * Finds the posteriors of a batch.
     *
     * @param p the generative model, of which the posterior is sought
     * @param key for the noise of inferences that need some; the same key gives the same posteriors
     * @param phase a training step, or evaluation
     */
    JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase);

    /** Returns the encoder that it has, from which other inferences may start; by default none. */
    default Optional<AmortizedInference> amortized() {
        return Optional.empty();
    }

    /**
     * Returns whether it remembers something of each datum, which it finds by {@link Batch#rows};
     * by default it does not.
     */
    default boolean remembersData() {
        return false;
    }

    /**
     * Returns whether it follows the gradient of log p(x, z) in z to find a posterior; by default
     * it does not.
     */
    default boolean needsGradient() {
        return false;
    }

    /** Returns the form of its posteriors; the default is a density. */
    default PosteriorForm form() {
        return PosteriorForm.DENSITY;
    }

    /**
     * Returns whether the variables of its posteriors depend on x and c only through the one drawn
     * first, which then carries all information about x. The default is true.
     */
    default boolean firstCarriesAll() {
        return true;
    }

    /**
     * Returns whether training fits q given some modalities alone, even if data have all of them.
     * The default is false.
     */
    default boolean fitsSubsets() {
        return false;
    }

    /** Returns the name in records and messages. */
    String name();

    /** An inference that changes some of another one. The rest is as there. */
    interface WrappedInference extends Inference {

        /** Returns the inference that is changed. */
        Inference wrapped();

        @Override
        default Optional<AmortizedInference> amortized() {
            return wrapped().amortized();
        }

        @Override
        default boolean remembersData() {
            return wrapped().remembersData();
        }

        @Override
        default boolean needsGradient() {
            return wrapped().needsGradient();
        }

        @Override
        default PosteriorForm form() {
            return wrapped().form();
        }

        @Override
        default boolean fitsSubsets() {
            return wrapped().fitsSubsets();
        }

        @Override
        default boolean firstCarriesAll() {
            return wrapped().firstCarriesAll();
        }

        @Override
        default String name() {
            return wrapped().name();
        }

        @Override
        default List<Parameter> parameters() {
            return wrapped().parameters();
        }
    }
}
