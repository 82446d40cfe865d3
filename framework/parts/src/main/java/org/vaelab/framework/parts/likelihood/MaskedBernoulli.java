// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.CategorySequence;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.parts.made.MaskedAutoencoder;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Each pixel given those before it, by a masked autoencoder (MADE; Germain et al. 2015) with
 * Bernoulli conditionals:
 *
 * <pre>
 *   log p(x given z) = sum_i log p(x_i given x_1, ..., x_{i-1}, z) = sum_i [x_i l_i - softplus(l_i)]
 * </pre>
 *
 * <p>The pixels are in the order of the data, row by row. The decoder produces the context of the
 * autoencoder, which is what makes z known to it. One pass gives the logits l_i of all pixels of a
 * datum that is known, so that log p(x given z) is exact (teacher forcing); drawing an x takes D
 * passes. Its mean is a sum over all values, and has no closed form.
 *
 * <p>All layers start as plain dense ones do ({@link Initializer#FAN_IN}), whatever initialises
 * encoder and decoder. Deviation from the paper: the degrees of the hidden units are spread evenly
 * instead of drawn, and begin with 0, the units that see z alone.
 */
public record MaskedBernoulli(Settings settings, MaskedAutoencoder network) implements Likelihood {

    /** The layers of the masked autoencoder that take the output of the decoder. */
    public enum Context {
        /** The first hidden layer. */
        @JsonProperty("hidden")
        HIDDEN,
        /** The first hidden layer and the logits. */
        @JsonProperty("hidden-and-output")
        HIDDEN_AND_OUTPUT
    }

    @Cites("germain2015")
    @Part(
            value = "made",
            description = "each binary pixel given those before it, by a masked autoencoder (MADE)",
            paper = "Germain et al. (2015)")
    public record Settings(
            @Setting(value = "widths of the hidden layers, at least one", defaultValue = "[500]")
                    List<Integer> hidden,
            @Setting(value = "activation of the hidden layers", defaultValue = "relu")
                    Activation activation,
            @Setting(
                            value =
                                    "where the output of the decoder enters: hidden or hidden-and-output",
                            defaultValue = "hidden")
                    Context context,
            @Setting(
                            value = "whether the logits also see the pixels themselves",
                            defaultValue = "false")
                    boolean direct,
            @Setting(
                            value =
                                    "whether the weights of the decoder's output start as if decoder and"
                                            + " pixels were one layer, and so smaller by far",
                            defaultValue = "false")
                    boolean joint)
            implements LikelihoodPart {

        public Settings {
            hidden = Counts.atLeastOneWidth("hidden", hidden);
        }

        @Override
        public Likelihood create(PartContext part) {
            return of(part.runtime(), part.key(), part.shape().size());
        }

        /** Returns the likelihood of data of so many pixels. */
        public MaskedBernoulli of(TensorRuntime runtime, RandomKey key, int size) {
            MaskedAutoencoder.Layout layout =
                    new MaskedAutoencoder.Layout(size, 1, hidden, activation, direct, true);
            return new MaskedBernoulli(
                    this, MaskedAutoencoder.dense(runtime, key, layout, Initializer.FAN_IN));
        }
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.BINARY);
    }

    /**
     * {@inheritDoc} The numbers for the first hidden layer, and those for the logits, if the
     * context enters there.
     *
     * @throws IllegalArgumentException if the data have another size than those for which this
     *     likelihood was made
     */
    @Override
    public Head head(DataShape x) {
        if (x.size() != size()) {
            throw new IllegalArgumentException(
                    ("a masked autoencoder of %s pixels has no density for data of %s" + " values")
                            .formatted(size(), x.size()));
        }
        Head.Output hidden = Head.real("context", hiddenWidth());
        Head head =
                contextToOutput()
                        ? Head.of(hidden, Head.real("outputContext", size()))
                        : Head.of(hidden);
        return settings.joint() ? head.beside(size()) : head;
    }

    private boolean contextToOutput() {
        return settings.context() == Context.HIDDEN_AND_OUTPUT;
    }

    private int size() {
        return network.layout().variables();
    }

    private int hiddenWidth() {
        return network.layout().hidden().get(0);
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return new Pixels(
                headOutput,
                size(),
                this::logits,
                (rows, choice) ->
                        network.sample(rows.shape().extent(0), Optional.of(context(rows)), choice));
    }

    /**
     * Returns the logits of each pixel given those before it.
     *
     * @param x [B, D]
     * @param headOutput the decoder's output, [..., B, head width]
     * @return [..., B, D]
     */
    public Tensor logits(Tensor x, Tensor headOutput) {
        return network.logits(x, Optional.of(context(headOutput)));
    }

    private MaskedAutoencoder.Context context(Tensor headOutput) {
        int h = hiddenWidth();
        return contextToOutput()
                ? new MaskedAutoencoder.Context(
                        headOutput.slice(-1, 0, h),
                        Optional.of(headOutput.slice(-1, h, h + size())))
                : new MaskedAutoencoder.Context(headOutput, Optional.empty());
    }

    /**
     * {@inheritDoc} Here it is the bias of the logits that starts from the mean, up to what the
     * weights add to it; the decoder, whose output is no mean, starts as it was drawn.
     */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        network.startAt(Bernoulli.logits(mean));
    }

    @Override
    public List<Parameter> parameters() {
        return network.parameters();
    }

    /**
     * Binary pixels, each given those before it.
     *
     * @param headOutput [..., B, head width]
     * @param logits from x, [B, D], and the head output to the logits of all pixels, [..., B, D]
     * @param sampler from the head output, [rows, head width], and a choice to pixels, [rows, ...]
     */
    record Pixels(
            Tensor headOutput,
            int size,
            BinaryOperator<Tensor> logits,
            BiFunction<Tensor, MaskedAutoencoder.Choice, Tensor> sampler)
            implements OutputDistribution, CategorySequence {

        @Override
        public int categories() {
            return 2;
        }

        @Override
        public void visit(int rows, CategorySequence.Choice choice) {
            Tensor flat = headOutput.reshape(rows, headOutput.shape().extent(-1));
            Tensor unused =
                    sampler.apply(
                            flat,
                            (i, logit) -> {
                                double[] ofOne = logit.readDoubles();
                                double[] logits = new double[2 * rows];
                                for (int row = 0; row < rows; row++) {
                                    logits[2 * row + 1] = ofOne[row];
                                }
                                int[] chosen = choice.choose(i, logits);
                                return logit.runtime()
                                        .indices(chosen, logit.shape())
                                        .cast(logit.dtype());
                            });
        }

        @Override
        public Tensor logProbability(Tensor x) {
            return Fused.bernoulliLogProbability(logits.apply(x, headOutput), x);
        }

        /** {@inheritDoc} Pixel by pixel, from one uniform number each. */
        @Override
        public Tensor sample(RandomKey key) {
            Shape each = headOutput.shape().range(0, -1);
            int rows = each.size();
            Tensor uniform =
                    headOutput
                            .runtime()
                            .uniform(key, Shape.of(rows, size))
                            .cast(headOutput.dtype());
            Tensor flat = headOutput.reshape(rows, headOutput.shape().extent(-1));
            return sampler.apply(flat, (i, l) -> uniform.slice(-1, i, i + 1).lt(l.sigmoid()))
                    .reshape(each.append(size));
        }
    }
}
