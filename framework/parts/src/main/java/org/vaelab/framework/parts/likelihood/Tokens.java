// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Linear;
import org.vaelab.framework.parts.tokens.ConvolvedTokens;
import org.vaelab.framework.parts.tokens.RecurrentTokens;
import org.vaelab.framework.parts.tokens.TokenNetwork;
import org.vaelab.framework.parts.tokens.TokenNetwork.TokenContext;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Each token of a text given those before it, by a recurrent or convolutional network:
 *
 * <pre>
 *   log p(x given z) = sum_t log softmax(l_t)_{x_t},   l_t a function of x_1, ..., x_{t-1} and z
 * </pre>
 *
 * <p>The sum goes up to the end of the text, the token of the end included. A text without one was
 * cut at the width T of the data. So the probabilities of all texts of at most T tokens sum to 1.
 * One pass gives all l_t of a text that is known (teacher forcing). The decoder maps z to the
 * context of the network.
 *
 * <p>With word dropout, a training batch holds k + V for a token k that the network is not shown: a
 * learned vector takes its place among the inputs (Bowman et al. 2016, section 3.1). Its
 * probability counts as that of any other.
 *
 * <p>All layers start as PyTorch's do ({@link Initializer#FAN_IN}), whatever initialises encoder
 * and decoder.
 *
 * @param network features of the next token
 * @param output from features to logits
 * @param frequency of each token in training texts, where the biases of the logits start
 */
public record Tokens(TokenNetwork network, Linear output, int length, List<Double> frequency)
        implements Likelihood {

    /** The layers over time. */
    public enum Layers {
        /** Gated recurrent units. */
        @JsonProperty("gru")
        GRU,
        /** Dilated causal convolutions. */
        @JsonProperty("temporal")
        TEMPORAL
    }

    @Cites({"bowman2016", "yang2017"})
    @Part(
            value = "tokens",
            description =
                    "each token of a text given those before it, by a recurrent or convolutional"
                            + " network",
            paper = "Bowman et al. (2016); Yang et al. (2017)")
    public record Settings(
            @Setting(
                            value =
                                    "layers over time: gru (gated recurrent units) or temporal (dilated"
                                            + " causal convolutions)",
                            defaultValue = "gru")
                    Layers network,
            @Setting(
                            "widths of the recurrent layers, default [200]; channels of the blocks of"
                                    + " temporal, default [128, 128, 128, 128]")
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable List<Integer> hidden,
            @Setting(value = "numbers of the vector of a token", defaultValue = "64") int embedding,
            @Setting("tokens that a convolution sees, only for temporal; default 3")
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Integer kernel,
            @Setting(
                            value =
                                    "where z enters: every-step, start (the initial state of gru alone)"
                                            + " or none, which makes p(x given z) independent of z",
                            defaultValue = "every-step")
                    TokenContext context)
            implements LikelihoodPart {

        public Settings {
            boolean convolves = network == Layers.TEMPORAL;
            List<Integer> otherwise = convolves ? List.of(128, 128, 128, 128) : List.of(200);
            hidden = Counts.atLeastOneWidth("hidden", hidden == null ? otherwise : hidden);
            Counts.atLeastOne("embedding", embedding);
            if (!convolves && kernel != null) {
                throw SettingException.about("kernel", "is a key of network temporal, not of gru");
            }
            kernel = convolves && kernel == null ? Integer.valueOf(3) : kernel;
            if (kernel != null) {
                Counts.atLeastOne("kernel", kernel);
            }
            if (convolves && context == TokenContext.START) {
                throw SettingException.about(
                        "context",
                        "start is for network gru; temporal has no initial state, use"
                                + " every-step");
            }
        }

        @Override
        public Likelihood create(PartContext part) {
            Vocabulary vocabulary =
                    part.data()
                            .form()
                            .vocabulary()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "likelihood 'tokens' is for texts, and the data"
                                                            + " are "
                                                            + part.data().domain().label()));
            TokenNetwork layers = layers(part, vocabulary.size() + TokenInputs.FURTHER);
            Linear output =
                    new Linear(
                            part.runtime(),
                            part.key().split("output"),
                            layers.width(),
                            vocabulary.size(),
                            Activation.IDENTITY,
                            Initializer.FAN_IN);
            return new Tokens(
                    layers, output, part.shape().size(), frequencies(part, vocabulary.size()));
        }

        private TokenNetwork layers(PartContext part, int inputs) {
            List<Integer> widths = hidden == null ? List.of() : hidden;
            return network == Layers.GRU
                    ? new RecurrentTokens(part, inputs, embedding, widths, context)
                    : new ConvolvedTokens(
                            part,
                            inputs,
                            embedding,
                            widths,
                            kernel == null ? 3 : kernel,
                            context != TokenContext.NONE);
        }
    }

    /** Training texts that are counted. */
    private static final int COUNTED = 2000;

    public Tokens {
        frequency = List.copyOf(frequency);
    }

    /**
     * Returns the frequency of each token in some training texts, each counted once more than it
     * occurs.
     */
    private static List<Double> frequencies(PartContext part, int vocabulary) {
        DataSummary data = part.data();
        Examples some =
                data.trainingSample(
                        Math.min(COUNTED, data.trainingSize()), part.key().split("frequencies"));
        double[] counts = new double[vocabulary];
        Arrays.fill(counts, 1);
        float[] text = new float[some.width()];
        for (int i = 0; i < some.size(); i++) {
            some.read(i, text, 0);
            for (float token : text) {
                if (!Float.isNaN(token)) {
                    counts[(int) token % vocabulary]++;
                }
            }
        }
        double sum = Arrays.stream(counts).sum();
        return Arrays.stream(counts).mapToObj(count -> count / sum).toList();
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.TOKENS);
    }

    /** Returns the number of tokens of the vocabulary. */
    public int vocabulary() {
        return frequency.size();
    }

    /**
     * {@inheritDoc} The context of the network; without one, a single number that nothing reads.
     *
     * @throws IllegalArgumentException if the data have another width than those for which this
     *     likelihood was made
     */
    @Override
    public Head head(DataShape x) {
        if (x.size() != length) {
            throw new IllegalArgumentException(
                    "a likelihood of texts of %s tokens has no density for %s tokens"
                            .formatted(length, x.size()));
        }
        List<Head.Output> outputs = network.contextOutputs();
        return Head.of(
                outputs.isEmpty()
                        ? new Head.Output[] {Head.real("unused", 1)}
                        : outputs.toArray(new Head.Output[0]));
    }

    @Override
    public long heldPerRow(DataShape x) {
        return (long) length * (network.heldPerToken() + 2L * vocabulary());
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return new TokenOutput(this, headOutput);
    }

    /**
     * {@inheritDoc} Here the biases of the logits start from the frequencies of the tokens, up to
     * what the weights add; the decoder starts as it was drawn.
     */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        output.startAt(frequency.stream().mapToDouble(Math::log).toArray());
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(network.parameters());
        output.parameters().forEach(p -> all.add(p.within("output")));
        return all;
    }
}
