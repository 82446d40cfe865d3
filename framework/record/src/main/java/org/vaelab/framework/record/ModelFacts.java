// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run knows of its model, its data and its evaluation beside its numbers: what the framework
 * chose, and what must be equal for two numbers to compare. A run that failed knows what it had
 * found until then.
 *
 * @param parts what the config calls the parts of the model, by kind ({@code posterior}, {@code
 *     prior}, ...), in order
 * @param spaces the spaces of the latent variables, parents first, such as {@code R^10}
 * @param likelihood what p(x) is; null if the model was never put together
 * @param preparation what was done to the data
 * @param training how the model was trained
 * @param evaluation how its numbers were found
 * @param layers the layers of each network that is a list of layers, by its place in the config,
 *     such as {@code network.encoder}; the last of each is the affine map that was added
 * @param plugins the checksums of the jars of plugins, by file name
 * @param partsOfNoJar classes of parts that no file holds, such as those of a notebook
 */
public record ModelFacts(
        Map<String, String> parts,
        List<String> spaces,
        @Nullable Likelihood likelihood,
        Preparation preparation,
        Training training,
        Evaluation evaluation,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_EMPTY)
                Map<String, List<NetworkLayer>> layers,
        Map<String, String> plugins,
        List<String> partsOfNoJar) {

    /** Nothing is known. */
    public static final ModelFacts NONE =
            new ModelFacts(
                    Map.of(),
                    List.of(),
                    null,
                    new Preparation(null, false, Map.of(), null, null, List.of()),
                    new Training(null, null, false, null, null),
                    new Evaluation(null, null, null, Map.of()),
                    Map.of(),
                    Map.of(),
                    List.of());

    public ModelFacts {
        parts = InOrder.copy(parts, "parts");
        spaces = List.copyOf(spaces);
        Objects.requireNonNull(preparation, "preparation");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(evaluation, "evaluation");
        layers = layers == null ? Map.of() : InOrder.copy(layers, "layers");
        plugins = InOrder.copy(plugins, "plugins");
        partsOfNoJar = List.copyOf(partsOfNoJar);
        requireFileNames(plugins.keySet());
    }

    /**
     * Checks the names of plugin jars. A record may come from elsewhere, and a path would lead out
     * of its folder.
     *
     * @throws IllegalArgumentException if one is no file name
     */
    static void requireFileNames(Set<String> jars) {
        for (String jar : jars) {
            if (!FolderTree.isFileName(jar)) {
                throw new IllegalArgumentException(
                        "the name of a plugin's jar must be a file name, is '" + jar + "'");
            }
        }
    }

    /**
     * What p(x) is.
     *
     * @param measures the names of the values that have a density with respect to each base
     *     measure, by measure; one measure of all values has no names
     * @param given what of x itself p(x) is given, such as the total count
     * @param condition the widths of the columns that p(x given c) is given beside x, by name
     * @param latentLabel the latent variable that is a label; null if none is
     */
    public record Likelihood(
            Map<String, List<String>> measures,
            List<String> given,
            Map<String, Integer> condition,
            @Nullable String latentLabel) {

        public Likelihood {
            measures = InOrder.copy(measures, "measures");
            given = List.copyOf(given);
            condition = InOrder.copy(condition, "condition");
        }
    }

    /**
     * What was done to the data before the model saw them.
     *
     * @param dequantization how grey levels were spread over their bins; null if they were not
     * @param standardized whether each value has mean 0 and standard deviation 1 over the training
     *     data
     * @param given what the parts of a datum are that are given, not modelled, such as {@code rows
     *     0 to 13}, by name
     * @param leftOut the classes that training does not see; null if it sees all
     * @param missing the shares of missing values; null if none is missing
     * @param constant the columns that are left out because training has one value there
     */
    public record Preparation(
            @Nullable String dequantization,
            boolean standardized,
            Map<String, String> given,
            @Nullable LeftOut leftOut,
            @Nullable Missing missing,
            @JsonProperty(required = false)
                    @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @JsonSetter(nulls = Nulls.AS_EMPTY)
                    List<String> constant) {

        public Preparation {
            given = InOrder.copy(given, "given");
            constant = List.copyOf(constant);
        }
    }

    /**
     * Classes that only the test data have.
     *
     * @param column the label column that says the class
     * @param classes the names of its values
     * @param examples the number of examples that were taken out of the training data
     */
    public record LeftOut(String column, List<String> classes, long examples) {

        public LeftOut {
            Objects.requireNonNull(column, "column");
            classes = List.copyOf(classes);
        }
    }

    /** The shares of missing values in the training and the test data. */
    public record Missing(double training, double test) {}

    /**
     * How the model was trained. A model that was not trained has null for all that it does not
     * know.
     *
     * @param gradient how a draw passes gradients on
     * @param kl how the objective computes the KL
     * @param byUpdates whether the objective updates the parameters itself, without a gradient
     * @param steps the number of steps taken
     * @param skippedSteps how many changed nothing because their gradients were too large; null if
     *     the run skips none
     * @param finished why a listener ended training early; null if none did
     * @param continuedAt after which numbers of steps a config asked for more, ascending; the
     *     numbers are those of a run that was planned so from the start
     * @param bound by how much training raised the bound of training examples; null if that was not
     *     observed
     */
    public record Training(
            @Nullable String gradient,
            @Nullable String kl,
            boolean byUpdates,
            @Nullable Long steps,
            @Nullable Long skippedSteps,
            @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable String finished,
            @JsonProperty(required = false)
                    @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @JsonSetter(nulls = Nulls.AS_EMPTY)
                    List<Long> continuedAt,
            @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable BoundGain bound) {

        public Training {
            continuedAt = List.copyOf(continuedAt);
        }

        /** Creates the facts of a training that no listener ended. */
        public Training(
                @Nullable String gradient,
                @Nullable String kl,
                boolean byUpdates,
                @Nullable Long steps,
                @Nullable Long skippedSteps) {
            this(gradient, kl, byUpdates, steps, skippedSteps, null, List.of(), null);
        }
    }

    /**
     * How the numbers were found.
     *
     * @param kl how evaluation computes the KL
     * @param subset which examples a metric takes that does not take all
     * @param kHatThreshold the k-hat above which importance sampling is unreliable; null if there
     *     is no k-hat
     * @param caveats what a reader must know of a number, by metric
     */
    public record Evaluation(
            @Nullable String kl,
            @Nullable Subset subset,
            @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Double kHatThreshold,
            Map<String, String> caveats) {

        public Evaluation {
            caveats = InOrder.copy(caveats, "caveats");
        }
    }

    /**
     * Which examples a metric takes that does not take all.
     *
     * @param seed of random ones; null for the first ones
     */
    public record Subset(@Nullable Long seed) {}

    /** Returns what a reader must know of a metric; null if nothing. */
    public @Nullable String caveat(String metric) {
        return evaluation.caveats.get(metric);
    }

    /** Returns these facts with those of an evaluation. */
    public ModelFacts evaluated(@Nullable Double kHatThreshold, Map<String, String> caveats) {
        Evaluation now = new Evaluation(evaluation.kl, evaluation.subset, kHatThreshold, caveats);
        return with(training, now, plugins, partsOfNoJar);
    }

    /** Returns these facts of a model whose parts are from plugins. */
    public ModelFacts from(Map<String, String> jars, List<String> loose) {
        return with(training, evaluation, jars, loose);
    }

    /** Returns these facts of a model after other training. */
    public ModelFacts trained(Training other) {
        return with(other, evaluation, plugins, partsOfNoJar);
    }

    private ModelFacts with(
            Training trained, Evaluation evaluated, Map<String, String> jars, List<String> loose) {
        return new ModelFacts(
                parts, spaces, likelihood, preparation, trained, evaluated, layers, jars, loose);
    }
}
