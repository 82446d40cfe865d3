// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.ConfigPlugins;
import org.vaelab.experiments.config.ConfigValues;
import org.vaelab.experiments.config.JudgedModel;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.plan.PlannedStarts;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Rows;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;

/**
 * A config: models, data, training and evaluation. It is read from a file, or made in Java. An
 * experiment does not change; each method returns another one.
 *
 * <pre>{@code
 * Experiment experiment = Experiment.read(Path.of("configs/families.yaml")).with("training.steps", 500);
 *
 * Experiment same = Experiment.named("three")
 *         .data(SpritesSource.ofSize(32))
 *         .seeds(1, 2, 3)
 *         .network(n -> n.hidden(400, 400))
 *         .training(t -> t.steps(500).adam(1e-3))
 *         .model("vae", m -> m.posterior(new DiagonalNormalFamily(20)))
 *         .model("iwae", m -> m.posterior(new DiagonalNormalFamily(20)).estimator(new ImportanceWeighted(5)));
 * }</pre>
 *
 * <p>An experiment made in Java is the config that {@link #yaml} prints. Its plan, the hashes of
 * its runs and their records equal those of that file. If a value is given twice, the last call
 * wins. Relative paths are relative to the working directory. The order of keys does not matter.
 *
 * <p>A config that is invalid is rejected by {@link #plan}, with a {@link
 * org.vaelab.experiments.config.UserError} that names all its problems.
 */
public final class Experiment {

    /** Reads a config from where it is. */
    @FunctionalInterface
    private interface Reading {
        ComparisonSpec read(SpecReader reader, List<String> settings, Optional<String> budget);
    }

    /**
     * Where the config is.
     *
     * @param place for messages
     */
    private record Source(String place, Reading reading) {}

    private final Lab lab;
    private final Source source;
    private final Optional<ObjectNode> tree;
    private final List<String> settings;
    private final Optional<String> budget;
    private final Optional<Path> folder;
    private final Shard part;

    private Experiment(
            Lab lab,
            Source source,
            Optional<ObjectNode> tree,
            List<String> settings,
            Optional<String> budget,
            Optional<Path> folder,
            Shard part) {
        this.lab = lab;
        this.source = source;
        this.tree = tree;
        this.settings = List.copyOf(settings);
        this.budget = budget;
        this.folder = folder;
        this.part = part;
    }

    private static Experiment of(
            Lab lab, String place, Optional<ObjectNode> tree, Reading reading) {
        return new Experiment(
                lab,
                new Source(place, reading),
                tree,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Shard.WHOLE);
    }

    /**
     * Returns the experiment of a config file, with the plugins that it names.
     *
     * @throws org.vaelab.experiments.config.UserError if the file cannot be read, or names a plugin
     *     that is not there
     */
    public static Experiment read(Path config) {
        ConfigPlugins named = ConfigPlugins.read(config, List.of());
        return read(config, Lab.of(named.open(List.of(), Experiment.class.getClassLoader())));
    }

    /**
     * Returns the experiment of a config file.
     *
     * @param lab has the plugins of the config
     */
    public static Experiment read(Path config, Lab lab) {
        Objects.requireNonNull(lab, "lab must not be null");
        return of(
                lab,
                config.toString(),
                Optional.empty(),
                (reader, settings, budget) -> reader.read(config, settings, budget));
    }

    /**
     * Returns the experiment that evaluates a model from elsewhere with the settings of a config.
     */
    @Internal
    public static Experiment judge(Path config, JudgedModel model, Lab lab) {
        return of(
                lab,
                config.toString(),
                Optional.empty(),
                (reader, settings, budget) -> reader.read(config, model, settings));
    }

    /** Returns an experiment without models, to be made in Java with the parts of VaeLab. */
    public static Experiment named(String name) {
        return named(name, Lab.with());
    }

    /** Returns an experiment without models, to be made in Java. */
    public static Experiment named(String name, Lab lab) {
        Objects.requireNonNull(name, "name of an experiment must not be null");
        Objects.requireNonNull(lab, "lab must not be null");
        return ofTree(lab, JsonNodeFactory.instance.objectNode().put("name", name));
    }

    private static Experiment ofTree(Lab lab, ObjectNode tree) {
        return of(
                lab,
                "experiment made in Java",
                Optional.of(tree),
                (reader, settings, budget) -> reader.read(tree, settings, budget));
    }

    private Experiment changed(Consumer<ObjectNode> change) {
        ObjectNode copy =
                tree.orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "the models of a config file are in the file;"
                                                        + " replace single values by with(key, value)"))
                        .deepCopy();
        change.accept(copy);
        Experiment other = ofTree(lab, copy);
        return new Experiment(lab, other.source, other.tree, settings, budget, folder, part);
    }

    /**
     * Returns this experiment on other data.
     *
     * @param data the settings record of a data source
     */
    public Experiment data(DataSource data) {
        Objects.requireNonNull(data, "data must not be null");
        return set("data", ConfigValues.part("source", data));
    }

    /**
     * Returns this experiment on rows in memory. The config has their checksum alone: the lab holds
     * the rows.
     */
    public Experiment data(Rows rows) {
        Objects.requireNonNull(rows, "rows must not be null");
        lab.data().hold(rows.source(), rows::dataset);
        return data(rows.source());
    }

    /** Returns this experiment with one run of every model for each seed. */
    public Experiment seeds(long... seeds) {
        Objects.requireNonNull(seeds, "seeds must not be null");
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (long seed : seeds) {
            list.add(seed);
        }
        return set("seeds", list);
    }

    /** Returns this experiment with networks of all models. */
    public Experiment network(UnaryOperator<NetworkConfig> network) {
        return section("network", network.apply(new NetworkConfig(ConfigSection.empty())));
    }

    /** Returns this experiment with settings of the training of all models. */
    public Experiment training(UnaryOperator<TrainingConfig> training) {
        return section("training", training.apply(new TrainingConfig(ConfigSection.empty())));
    }

    /** Returns this experiment with settings of the evaluation of all models. */
    public Experiment evaluation(UnaryOperator<EvaluationConfig> evaluation) {
        return section("evaluation", evaluation.apply(new EvaluationConfig(ConfigSection.empty())));
    }

    private Experiment section(String name, ConfigSection<?> keys) {
        Experiment changed = this;
        for (Map.Entry<String, JsonNode> key : keys.tree().properties()) {
            changed = changed.set(name + "." + key.getKey(), key.getValue());
        }
        return changed;
    }

    /**
     * Returns this experiment with settings that all models share, or with a top-level key.
     *
     * @param key such as {@code training.steps}, with a dot for each level
     * @param value a number, text, list, map or record
     */
    public Experiment set(String key, Object value) {
        requireValue(key, value);
        Experiment changed = changed(config -> ConfigValues.put(config, key, value));
        boolean isLaidOver = !settings.isEmpty() || budget.isPresent();
        return isLaidOver ? with(List.of(key + "=" + ConfigValues.tree(value))) : changed;
    }

    private static void requireValue(String key, Object value) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(value, () -> "value of " + key + " must not be null");
    }

    /**
     * Returns this experiment with a further model.
     *
     * @throws IllegalArgumentException if it has a model of this name
     */
    public Experiment model(String name, UnaryOperator<ModelConfig> model) {
        Objects.requireNonNull(name, "name of a model must not be null");
        ObjectNode section = model.apply(new ModelConfig(ConfigSection.empty())).tree();
        return changed(
                config -> {
                    ObjectNode models = config.withObjectProperty("models");
                    if (models.has(name)) {
                        throw new IllegalArgumentException(
                                "the experiment has a model '" + name + "' already");
                    }
                    models.set(name, section);
                });
    }

    /**
     * Returns this experiment with a value replaced, as by {@code --set}. This works for a file,
     * too.
     *
     * @param key such as {@code training.steps}, or {@code models.vae.latent}
     * @param value a number, list, map or record; a text is read as after {@code --set}
     */
    public Experiment with(String key, Object value) {
        requireValue(key, value);
        return with(List.of(key + "=" + ConfigValues.text(value)));
    }

    /**
     * Returns this experiment with values replaced.
     *
     * @param replaced as after {@code --set}
     */
    public Experiment with(List<String> replaced) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(replaced);
        return new Experiment(lab, source, tree, all, budget, folder, part);
    }

    /** Returns this experiment scaled to one of its budgets. */
    public Experiment atBudget(String name) {
        Objects.requireNonNull(name, "name must not be null");
        return new Experiment(lab, source, tree, settings, Optional.of(name), folder, part);
    }

    /** Returns this experiment in a folder. By default it is {@code runs/<name>}. */
    public Experiment in(Path out) {
        Objects.requireNonNull(out, "folder of an experiment must not be null");
        return new Experiment(lab, source, tree, settings, budget, Optional.of(out), part);
    }

    /** Returns the part of this experiment that one of several processes does. */
    public Experiment shard(Shard shard) {
        Objects.requireNonNull(shard, "shard must not be null");
        return new Experiment(lab, source, tree, settings, budget, folder, shard);
    }

    /**
     * Prints an experiment made in Java as a config file, with the values of its budget.
     *
     * @throws IllegalStateException if it is that of a file
     */
    public String yaml() {
        ObjectNode made =
                tree.orElseThrow(() -> new IllegalStateException("the config is in a file"));
        return settings.isEmpty() && budget.isEmpty()
                ? ConfigValues.yaml(made)
                : new SpecReader(lab.specs()).yaml(made, settings, budget);
    }

    /**
     * Returns the config of an experiment made in Java, or the name of the file, with what replaces
     * its values.
     */
    @Override
    public String toString() {
        String written = tree.map(ConfigValues::yaml).map(String::strip).orElse(source.place);
        return Stream.concat(
                        Stream.of(written),
                        Stream.concat(
                                budget.stream().map(of -> "budget " + of),
                                settings.stream().map(of -> "set " + of)))
                .collect(joining("\n"));
    }

    /**
     * Reads the config, every default filled in. Loads no data, except to count examples.
     *
     * @throws org.vaelab.experiments.config.SpecException with its problems
     */
    @Internal
    public ComparisonSpec spec() {
        return source.reading.read(new SpecReader(lab.specs()), settings, budget);
    }

    /**
     * Loads the data of the first model, as their source has them: without the preparation that the
     * section {@code data} asks for.
     *
     * @throws org.vaelab.framework.data.DataException if they are absent or damaged
     */
    public Dataset dataset() {
        return lab.data().get(spec().runs().get(0)).dataset();
    }

    /**
     * Returns this experiment on data in memory, in place of those that the source of its first
     * model loads: a part of {@link #dataset()}, for instance. The lab holds them for all its
     * experiments with that source. Records name their checksum.
     *
     * @throws org.vaelab.experiments.config.SpecException if the config is invalid
     */
    public Experiment on(Dataset dataset) {
        Objects.requireNonNull(dataset, "dataset must not be null");
        lab.data().hold(spec().runs().get(0).data().source(), () -> dataset);
        return this;
    }

    /**
     * Checks the config and the folder, and tries every model. Writes nothing.
     *
     * @throws org.vaelab.experiments.config.UserError if the config is invalid, a model cannot be
     *     trained, or the folder holds something else
     */
    public Plan plan() throws IOException {
        return plan(spec -> {});
    }

    /**
     * As {@link #plan()}.
     *
     * @param read learns the config when it is read, before models are tried
     */
    @Internal
    public Plan plan(Consumer<ComparisonSpec> read) throws IOException {
        ComparisonSpec written = spec();
        CompletableFuture<Void> natives =
                written.runs().get(0).runtime().loadNatives(lab.backends());
        try {
            Path out = folder.orElse(Path.of("runs", written.folderName()));
            ComparisonSpec spec = new PlannedStarts(out, lab.specs()).known(written);
            return Plan.of(lab, spec, out, part, () -> read.accept(spec), natives::join);
        } finally {
            natives.join();
        }
    }
}
