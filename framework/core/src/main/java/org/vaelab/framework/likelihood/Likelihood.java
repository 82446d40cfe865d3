// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.tensor.Tensor;

/**
 * A family of densities p(x given z) of the data, from which a decoder chooses one per value z.
 *
 * <p>A likelihood without parameters is a record of its settings: {@code BetaBinomial(int trials)}
 * with {@link org.vaelab.framework.settings.Part} gives the domains, the head and the densities.
 */
public interface Likelihood extends Component, LikelihoodPart {

    /** The {@link #exposure} that is the sum of the values of the datum itself. */
    String TOTAL = "total";

    @Override
    default Likelihood create(PartContext context) {
        return this;
    }

    /** Returns the domains of data on which this family has a density. */
    Set<ValueDomain> domains();

    /**
     * Returns the base measure of p(x given z): by default counting measure if all domains are
     * discrete, otherwise Lebesgue measure. Reports do not compare densities with different
     * measures.
     */
    default DataMeasure measure(DataShape x) {
        boolean isDiscrete = domains().stream().allMatch(ValueDomain::isDiscrete);
        return DataMeasure.of(isDiscrete ? DataMeasure.COUNTING : DataMeasure.LEBESGUE, x.size());
    }

    /**
     * Returns what of the datum itself the density is given beside z, such as {@code the total
     * count}; by default nothing. The sum of p(x given z) over all x is then more than 1. Reports
     * do not compare log p(x given n) with log p(x).
     */
    default List<String> given() {
        return List.of();
    }

    /**
     * Returns over which x of the given {@link #TOTAL} values of p(x given z, n) do not sum to 1,
     * so that they do not compare with those of another family; by default nothing.
     */
    default List<String> unnormalised() {
        return List.of();
    }

    /**
     * Returns the name of the exposure n of a datum, a known number by which its means are
     * multiplied: {@link #TOTAL}, or a value in {@code data.given}. By default there is none.
     * Networks do not see n, and the density is one given it.
     */
    default Optional<String> exposure() {
        return Optional.empty();
    }

    /** Returns the outputs that the likelihood needs from the decoder. */
    Head head(DataShape x);

    /**
     * Returns the likelihood of a decoder that was trained elsewhere, whose parameters are as it
     * gives them. The default is this one. A likelihood with limits that belong to its own training
     * drops them.
     */
    default Likelihood asGiven() {
        return this;
    }

    /**
     * Returns the forms in which a decoder from elsewhere may give the parameters, the preferred
     * one first. A parameter that {@link #of} would change is outside the limits of its form. The
     * default is the head's own parameters under their constraints.
     */
    default List<HeadForm> forms(DataShape x) {
        return List.of(HeadForm.of(head(x)));
    }

    /**
     * Returns how many numbers are held of one row to compute its density; by default the width of
     * the head. Evaluation shows fewer rows at once to a likelihood that holds more.
     */
    default long heldPerRow(DataShape x) {
        return head(x).width();
    }

    /**
     * Returns whether x may have missing values, NaN, which then add nothing to the density; by
     * default it may not, and a likelihood of independent values leaves them out ({@link
     * WrappedLikelihood#ofObserved}).
     */
    default boolean takesMissingValues() {
        return false;
    }

    /**
     * Makes the decoder. By default one network gives the whole head, and starts as {@link
     * #startAt} says. A likelihood of several modalities has a network for each.
     */
    default Decoder decoder(DecoderNetworks networks) {
        return networks.whole(this);
    }

    /**
     * Returns the densities that a decoder chose.
     *
     * @param headOutput the decoder's output [..., B, head(x).width()]
     */
    OutputDistribution of(Tensor headOutput);

    /**
     * Returns the densities that a decoder chose, given the exposure of each datum; by default
     * those of {@link #of(Tensor)}, which have an exposure of 1.
     *
     * @param headOutput the decoder's output [..., B, head(x).width()]
     * @param given what is given of each datum by name, with {@link #exposure}, [B, 1], if there is
     *     one
     */
    default OutputDistribution of(Tensor headOutput, Map<String, Tensor> given) {
        return of(headOutput);
    }

    /**
     * Returns the densities that a decoder chooses. By default the whole decoder runs; a likelihood
     * of several modalities runs the decoders that it needs.
     *
     * @param decoder from {@link #decoder}, or from elsewhere with the same output
     * @param seen what it sees, [..., B, width]
     * @param given see {@link #of(Tensor, Map)}
     */
    default OutputDistribution of(Network decoder, Tensor seen, Map<String, Tensor> given) {
        return of(decoder.apply(seen), given);
    }

    /**
     * Makes a model start from the mean of its training data (worth more than a nat on MNIST; Burda
     * et al. 2016, appendix): starts the decoder from the head output whose observation has that
     * mean or, where the mean is not in the head output, what the likelihood learns itself.
     *
     * @param mean of the training data, one number a value
     * @param decoder whose output is that of {@link #head}
     */
    void startAt(double[] mean, Decoder decoder);

    /**
     * Makes the networks of a decoder, with drawn weights, as the section {@code network} of a config
     * describes them. Each sees z and the condition.
     */
    interface DecoderNetworks {

        /** Makes a network of the shape of the data, to the head of a likelihood for all values. */
        Decoder whole(Likelihood likelihood);

        /**
         * Returns the names of the factors of z ({@link org.vaelab.framework.latent.Factored}), in
         * order; of a z without factors one, the empty name.
         */
        List<String> factors();

        /**
         * Makes a network of the shape of a modality, to the head of a likelihood for its values.
         *
         * @param seen which of the factors of z it sees
         */
        Decoder of(Modality modality, Likelihood likelihood, Collection<String> seen);
    }
}
