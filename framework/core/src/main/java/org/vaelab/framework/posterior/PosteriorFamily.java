// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.tensor.Tensor;

/**
 * A family of distributions from which a network chooses one per row: an encoder one q(z given x)
 * per example, or a layer of a hierarchy one p(z given its parents).
 *
 * <p>A family without parameters is a record of its settings: {@code LaplaceFamily(int latent)}
 * with {@link org.vaelab.framework.settings.Part} gives the space, the head and the distribution.
 */
public interface PosteriorFamily extends Component, PosteriorPart {

    LatentSpace space();

    /** Returns the outputs that the family needs from the network. */
    Head head();

    /**
     * Returns the forms in which an encoder from elsewhere may give the parameters, the preferred
     * one first. The default is the head's own parameters under their constraints.
     */
    default List<HeadForm> forms() {
        return List.of(HeadForm.of(head()));
    }

    /**
     * Returns the family of an encoder that was trained elsewhere, whose parameters are as it gives
     * them. The default is this one. A family with bounds that belong to its own training drops
     * them.
     */
    default PosteriorFamily asGiven() {
        return this;
    }

    /**
     * Returns the distributions of a batch.
     *
     * @param headOutput the network's output [R, head().width()]
     * @param phase training, with its clock, or evaluation
     */
    Posterior of(Tensor headOutput, Phase phase);

    /**
     * Returns how values are laid out for the networks that are given them: by default as the space
     * does. A family with a codebook looks them up; its parameters are the generative model's.
     */
    default NetworkInput networkInput() {
        return space().networkInput();
    }

    @Override
    default Optional<LatentSpace> knownSpace(Parts parts) {
        return Optional.of(space());
    }

    @Override
    default PosteriorFamily create(PartContext context) {
        return this;
    }

    /** A family of independent, named factors, whose heads lie side by side. */
    interface FactoredFamily extends PosteriorFamily, Factored<PosteriorFamily> {

        /**
         * Returns the posterior of some factors, wherever these come from.
         *
         * @param each by the names of {@link #factors}, in that order, for equally many rows
         */
        Posterior joined(Map<String, Posterior> each);
    }

    /**
     * A family whose encoder was trained elsewhere: its numbers stay as they are, without the soft
     * bounds that training needs.
     *
     * @param family the same with its bounds
     * @param forms in which the numbers may come
     * @param unbounded the distributions of the output of the head
     */
    record GivenFamily(
            PosteriorFamily family, List<HeadForm> forms, Function<Tensor, Posterior> unbounded)
            implements PosteriorFamily {

        @Override
        public LatentSpace space() {
            return family.space();
        }

        @Override
        public Head head() {
            return family.head();
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            return unbounded.apply(headOutput);
        }

        @Override
        public NetworkInput networkInput() {
            return family.networkInput();
        }

        @Override
        public List<Parameter> parameters() {
            return family.parameters();
        }
    }

    /**
     * An exponential family, in which the product of two densities is a density again, up to a
     * constant: their natural parameters add.
     *
     * <pre>
     *   q(z; a) q(z; b)  is proportional to  q(z; a + b),   log q(z; a) = a . t(z) - A(a)
     * </pre>
     *
     * <p>Up to factors that do not matter, they are the mean over the variance and the precision on
     * R^d, the concentration times the mean direction on a sphere, and the logarithms of the
     * probabilities of categories.
     */
    interface NaturalFamily extends PosteriorFamily {

        /**
         * Returns the natural parameters of distributions of this family.
         *
         * @return [R, P]
         */
        Tensor natural(Posterior q);

        /**
         * Returns the natural parameters of another distribution, such as a prior, if it is one of this
         * family.
         *
         * @param like natural parameters of this family, for the type of the numbers
         * @return [P], or one for each row, [R, P]; empty if it is not
         */
        Optional<Tensor> natural(Distribution p, Tensor like);

        /**
         * Returns the distributions with natural parameters.
         *
         * @param natural [R, P]
         */
        Posterior ofNatural(Tensor natural, Phase phase);
    }

    /**
     * A family whose distributions are Normals of independent coordinates, {@link
     * org.vaelab.framework.latent.IndependentNormal}, of which any can be made: such as the product of
     * two of its densities, which is one of them up to a constant.
     */
    interface IndependentNormalFamily extends PosteriorFamily {

        /**
         * Returns Normals of the means and variances given.
         *
         * @param mean [R, D]
         * @param logVariance the logarithms of the variances, [R, D]
         */
        Posterior of(Tensor mean, Tensor logVariance);
    }
}
