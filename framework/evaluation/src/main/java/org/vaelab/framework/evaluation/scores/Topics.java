// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The topics of a model of word counts: the words that each value of a latent unit makes more
 * probable.
 *
 * <p>A unit takes its values while the others stay at draws of the prior: each category of a
 * categorical unit, both ends of the prior's range of a continuous one. A value's topic has the
 * words whose logarithm of the mean count is highest above that of the other values. If the decoder
 * is an affine map to the logits of a softmax, these are the words with the largest weights of the
 * unit, as in ProdLDA (Srivastava and Sutton 2017).
 *
 * @param topics in the order of the units
 */
@Internal
public record Topics(List<Topic> topics) {

    /** The number of words of a topic. */
    public static final int WORDS = 10;

    private static final int DRAWS = 16;
    private static final RandomKey KEY = RandomKey.of(0).split("topics");

    /**
     * A topic.
     *
     * @param name of the unit and its value, such as {@code z3=0}
     * @param words the places of its words in x, the most typical one first
     * @param coherence the mean NPMI of pairs of its words in the documents; empty if no pair
     *     occurs
     */
    public record Topic(String name, List<Integer> words, OptionalDouble coherence) {}

    public Topics {
        topics = List.copyOf(topics);
    }

    /**
     * Returns the topics of a model.
     *
     * @param documents that measure coherence
     * @return empty if the data are no counts of twenty words at least, the model has a condition,
     *     or the likelihood has neither means nor logits
     */
    public static Optional<Topics> of(LatentVariableModel model, Examples documents) {
        GenerativeModel generative = model.generative();
        if (documents.domain() != ValueDomain.COUNTS
                || documents.width() < 2 * WORDS
                || !generative.condition().isNone()) {
            return Optional.empty();
        }
        Map<String, List<Integer>> words = new LinkedHashMap<>();
        try (TensorScope scope = model.runtime().scope()) {
            Latents draws = generative.sample(KEY, DRAWS, Map.of());
            for (LatentVariable latent : generative.latents()) {
                String prefix = generative.latents().size() == 1 ? "z" : latent.name() + ".z";
                int units = 1 + Arrays.stream(latent.space().units()).max().orElse(-1);
                for (int unit = 0; unit < units; unit++) {
                    Optional<double[][]> logs = logMeans(generative, latent, unit, draws);
                    if (logs.isEmpty()) {
                        return Optional.empty();
                    }
                    add(prefix + unit, logs.get(), words);
                }
            }
        }
        Set<Integer> all = new HashSet<>();
        words.values().forEach(all::addAll);
        WordPairs pairs = new WordPairs(documents, all);
        List<Topic> topics = new ArrayList<>();
        words.forEach((name, own) -> topics.add(new Topic(name, own, pairs.mean(own))));
        return Optional.of(new Topics(topics));
    }

    /** Returns the logarithms of the mean counts for each value of a unit, [K, D]. */
    private static Optional<double[][]> logMeans(
            GenerativeModel generative, LatentVariable latent, int unit, Latents draws) {
        if (latent.space().walks().isEmpty()) {
            return Optional.empty();
        }
        Tensor z = draws.z(latent.name());
        Tensor values = latent.space().walks().get().alongUnit(z, unit, 2, z);
        Map<String, Tensor> given = generative.condition().trial(DRAWS, generative.runtime());
        double[][] rows = new double[values.shape().extent(0)][];
        for (int k = 0; k < rows.length; k++) {
            Tensor value = values.slice(0, k, k + 1).reshape(z.shape());
            Latents changed = draws.with(latent.name(), () -> value);
            Latents all = generative.following(latent.name(), changed, Map.of());
            Optional<Tensor> logs = logMean(generative.output(all, given), generative);
            if (logs.isEmpty()) {
                return Optional.empty();
            }
            rows[k] = logs.get().mean(0).readDoubles();
        }
        return Optional.of(rows);
    }

    private static Optional<Tensor> logMean(OutputDistribution output, GenerativeModel generative) {
        Shape shape = Shape.of(DRAWS, generative.shape().size());
        return output.mean()
                .map(mean -> mean.maximum(1e-30).log())
                .or(
                        () ->
                                Optional.ofNullable(output.numbers().get("logits"))
                                        .map(logits -> logits.logSoftmax(-1)))
                .filter(logs -> logs.shape().equals(shape));
    }

    private static void add(String unit, double[][] logs, Map<String, List<Integer>> found) {
        int width = logs[0].length;
        for (int k = 0; k < logs.length; k++) {
            double[] above = new double[width];
            for (int d = 0; d < width; d++) {
                int place = d;
                above[d] =
                        logs[k][d]
                                - Arrays.stream(logs)
                                        .mapToDouble(row -> row[place])
                                        .average()
                                        .orElse(0);
            }
            found.put(
                    unit + "=" + k,
                    IntStream.range(0, width)
                            .boxed()
                            .sorted(Comparator.comparingDouble(d -> -above[d]))
                            .limit(WORDS)
                            .toList());
        }
    }

    /** Returns the mean coherence of the topics that have one. */
    public OptionalDouble coherence() {
        return topics.stream()
                .filter(topic -> topic.coherence().isPresent())
                .mapToDouble(topic -> topic.coherence().getAsDouble())
                .average();
    }
}
