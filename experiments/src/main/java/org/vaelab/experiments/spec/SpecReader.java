// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Member;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Setting;

/** Reads config files. */
public final class SpecReader {

    private static final String NAME = "name";
    private static final String SEEDS = "seeds";
    private static final String MODELS = ModelReader.MODELS;
    private static final String BASELINE = "baseline";
    private static final String REPORT = "report";
    private static final List<String> OWN =
            List.of(
                    NAME,
                    SEEDS,
                    MODELS,
                    BASELINE,
                    REPORT,
                    Sweep.KEY,
                    Budget.KEY,
                    ExpectedValues.KEY);

    /** Top-level keys that are read separately. */
    private static final List<String> APART =
            List.of(MODELS, Sweep.KEY, Budget.KEY, ExpectedValues.KEY);

    /** Keys that no budget may change, because they define the comparison. */
    private static final List<String> FIXED = List.of(NAME, Budget.KEY, ExpectedValues.KEY);

    private static final Pattern FOLDER_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.,=+-]*");
    private static final int LONGEST_NAME = 200;

    private final SpecContext context;

    public SpecReader(SpecContext context) {
        this.context = context;
    }

    /** The keys of a config that are not allowed in models. */
    record OwnKeys(
            @Setting("name of the comparison and of its folder; default the name of the file")
                    @Nullable String name,
            @Setting(
                            value = "one run of every model for each seed, at least 0",
                            defaultValue = "[1]")
                    @AlsoKnownAs({"seed", "randomSeed", "manualSeed", "randomState", "rng"})
                    List<Long> seeds,
            @Setting("model with which the others are compared; absent: none")
                    @Nullable String baseline,
            @Setting(value = "what is reported", defaultValue = "{}") ReportKeys report) {

        OwnKeys {
            seeds = List.copyOf(seeds);
            if (seeds.isEmpty()) {
                throw new IllegalArgumentException("seeds is empty, expected at least one");
            }
            if (new LinkedHashSet<>(seeds).size() < seeds.size()) {
                throw new IllegalArgumentException("seeds holds a seed twice: " + seeds);
            }
            if (seeds.stream().anyMatch(seed -> seed < 0)) {
                throw new IllegalArgumentException("seeds must not be negative, are " + seeds);
            }
        }
    }

    record ReportKeys(
            @Setting(
                            value = "formats of the report",
                            defaultValue = "[\"html\", \"markdown\", \"latex\"]")
                    List<Format> formats,
            @Setting(
                            "region of practical equivalence: differences up to so many nats count"
                                    + " as none; absent: every difference counts")
                    @Nullable Double rope) {

        enum Format {
            @JsonProperty("html")
            HTML,
            @JsonProperty("markdown")
            MARKDOWN,
            @JsonProperty("latex")
            LATEX
        }

        ReportKeys {
            formats = List.copyOf(new LinkedHashSet<>(formats));
            if (rope != null && !(rope >= 0)) {
                throw new IllegalArgumentException("rope must be at least 0, but is " + rope);
            }
        }

        List<String> names() {
            return formats.stream().map(format -> Binder.tree(format).asText()).toList();
        }
    }

    /**
     * Reads a config file.
     *
     * @param settings as after {@code --set}: key paths with values, which override the file
     * @throws SpecException with its problems
     */
    public ComparisonSpec read(Path file, List<String> settings) {
        return read(file, settings, Optional.empty());
    }

    /**
     * Reads a config file with one of its budgets.
     *
     * @param settings as after {@code --set}: key paths with values, which override file and budget
     * @param budget the name of one of its budgets; empty: the config as it is
     * @throws SpecException with its problems
     */
    public ComparisonSpec read(Path file, List<String> settings, Optional<String> budget) {
        Mapping written = normalised(YamlTree.read(file));
        List<String> changeable = known();
        changeable.removeAll(FIXED);
        Map<String, Budget> budgets = Budget.readAll(written, changeable);
        ReplacedSettings replaced = new ReplacedSettings(written);
        budget.map(name -> Budget.named(name, budgets, written.place()))
                .ifPresent(b -> replaced.lay(b.settings(), "budget " + b.name()));
        replaced.lay(settings.stream().map(Replacement::parse).toList(), Replacement.OPTION);
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
        return read(replaced.root(), file, folder)
                .replacing(budget.orElse(null), replaced.changes());
    }

    private static List<String> known() {
        List<String> known = new ArrayList<>(OWN);
        known.addAll(ModelReader.SHARED);
        return known;
    }

    /**
     * Replaces parts given by name with mappings, at the top level and in models, so that settings
     * can be added.
     */
    private static Mapping normalised(Mapping root) {
        Mapping top = PartReader.withPartsAsMappings(root);
        if (!(top.get(MODELS).orElse(top) instanceof Mapping models) || !top.has(MODELS)) {
            return top;
        }
        Map<String, Member> members = new LinkedHashMap<>(models.members());
        members.replaceAll(
                (name, member) ->
                        member.value() instanceof Mapping model
                                ? new Member(member.key(), PartReader.withPartsAsMappings(model))
                                : member);
        return top.with(
                MODELS,
                new Member(top.members().get(MODELS).key(), new Mapping(models.place(), members)));
    }

    private ComparisonSpec read(Mapping root, Path file, Path folder) {
        Problems problems = new Problems();
        KeyGuide guide =
                KeyGuide.of(context.plugins()).with(() -> EpochLength.of(context, folder, root));
        unknownKeys(root, guide, problems);
        List<String> bound = new ArrayList<>(OWN);
        bound.removeAll(APART);
        Optional<OwnKeys> keys =
                problems.collect(
                        () -> new Binder(folder, guide).bind(root.only(bound), OwnKeys.class));
        Optional<Map<String, Mapping>> models = problems.collect(() -> models(root));
        if (models.isEmpty()) {
            problems.throwIfAny();
        }
        Map<String, ModelSpec> specs = new LinkedHashMap<>();
        Map<String, ComparisonSpec.Origins> origins = new LinkedHashMap<>();
        ModelReader reader = new ModelReader(context, folder);
        models.orElseThrow()
                .forEach(
                        (name, model) -> {
                            Mapping merged = merged(root, model);
                            problems.collect(() -> reader.read(merged))
                                    .ifPresent(spec -> specs.put(name, spec));
                            origins.put(name, origins(merged));
                        });
        keys.ifPresent(own -> name(root, own, file, problems));
        List<PublishedValue> expected = new ArrayList<>();
        problems.collect(
                        () ->
                                ExpectedValues.read(
                                        root,
                                        new Binder(folder, KeyGuide.toOneSection()),
                                        expectable(root, models.get().keySet()),
                                        Metrics.of(context.plugins())))
                .ifPresent(expected::addAll);
        problems.throwIfAny();
        OwnKeys own = keys.orElseThrow();
        return comparison(root, name(root, own, file, problems), own, specs, origins)
                .expecting(expected);
    }

    /** Includes models that a budget leaves out, as they may have published numbers. */
    private static Set<String> expectable(Mapping root, Set<String> models) {
        Set<String> names = new LinkedHashSet<>(models);
        names.addAll(root.get(MODELS).orElseThrow().asMapping().keys());
        return names;
    }

    private static Mapping merged(Mapping root, Mapping model) {
        return Merge.of(
                PartReader.withPartsAsMappings(root.only(ModelReader.SHARED)),
                PartReader.withPartsAsMappings(model));
    }

    private static void unknownKeys(Mapping root, KeyGuide guide, Problems problems) {
        List<String> known = known();
        root.members()
                .forEach(
                        (key, member) -> {
                            if (!known.contains(key)) {
                                problems.add(
                                        guide.unknown(
                                                member.key(),
                                                OwnKeys.class,
                                                key,
                                                member.value(),
                                                known));
                            }
                        });
    }

    private static Map<String, Mapping> models(Mapping root) {
        ConfigNode section =
                root.get(MODELS)
                        .orElseThrow(
                                () ->
                                        SpecException.at(
                                                root.place(),
                                                "the section 'models' is missing",
                                                "for example models: {vae: {variant: gaussian,"
                                                        + " latent: 20}}"));
        Mapping models = section.asMapping();
        if (models.members().isEmpty()) {
            throw SpecException.at(models.place(), "is empty, expected at least one model");
        }
        Map<String, Mapping> expanded = new LinkedHashMap<>();
        for (Map.Entry<String, Member> entry : models.members().entrySet()) {
            if (isLeftOut(entry.getValue())) {
                continue;
            }
            Mapping model = entry.getValue().value().asMapping();
            requireNotInvented(entry, model, models);
            Map<String, Mapping> grid = Map.of(entry.getKey(), model.without(Sweep.KEY));
            grid = swept(root.get(Sweep.KEY), grid, expanded.size());
            grid = swept(model.get(Sweep.KEY), grid, expanded.size());
            grid.keySet().forEach(name -> requireName(name, entry.getValue().key(), "model"));
            expanded.putAll(grid);
        }
        if (expanded.isEmpty()) {
            throw SpecException.at(models.place(), "every model is left out");
        }
        return expanded;
    }

    private static boolean isLeftOut(Member model) {
        return model.value().isNull() && model.key().path().startsWith(Budget.KEY + ".");
    }

    /** Rejects a misspelt model in {@code --set}, which would otherwise be added as a new one. */
    private static void requireNotInvented(
            Map.Entry<String, Member> entry, Mapping model, Mapping models) {
        Place place = entry.getValue().key();
        if (place.source().equals(Replacement.OPTION) && !model.has(ModelReader.VARIANT)) {
            List<String> others = models.without(entry.getKey()).keys();
            throw new SpecException(
                    List.of(Problems.unknown(place, "model", entry.getKey(), others)));
        }
    }

    private static Map<String, Mapping> swept(
            Optional<ConfigNode> section, Map<String, Mapping> grid, int others) {
        if (section.isEmpty()) {
            return grid;
        }
        Sweep sweep = Sweep.read(section.get());
        sweep.requireFew(others, grid.size());
        Map<String, Mapping> finer = new LinkedHashMap<>();
        grid.forEach((name, model) -> finer.putAll(sweep.expand(name, model)));
        return finer;
    }

    private static String name(Mapping root, OwnKeys keys, Path file, Problems problems) {
        String fileName = String.valueOf(file.getFileName());
        String name = keys.name() == null ? fileName.replaceFirst("\\.ya?ml$", "") : keys.name();
        Place place = root.get(NAME).map(ConfigNode::place).orElse(root.place());
        problems.collect(
                () -> {
                    requireName(name, place, "comparison");
                    return name;
                });
        return name;
    }

    static void requireName(String name, Place place, String what) {
        if (!FOLDER_NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            throw SpecException.at(
                    place,
                    "'" + name + "' cannot be the name of a " + what + ", for it names a folder",
                    "allowed: a letter, digit or _ first, then letters, digits and _ . , = + -, at"
                            + " most "
                            + LONGEST_NAME);
        }
    }

    private static ComparisonSpec.Origins origins(Mapping merged) {
        Place model = merged.place();
        Optional<ConfigNode> training = merged.get(ModelReader.TRAINING);
        Optional<ConfigNode> runtime = merged.get(ModelReader.RUNTIME);
        return new ComparisonSpec.Origins(
                model,
                merged.get(ModelReader.DATA).map(ConfigNode::place).orElse(model),
                training.map(ConfigNode::place).orElse(model),
                training.filter(Mapping.class::isInstance)
                        .flatMap(section -> ((Mapping) section).get("batch"))
                        .or(() -> training)
                        .map(ConfigNode::place)
                        .orElse(model),
                runtime.filter(Mapping.class::isInstance)
                        .flatMap(section -> ((Mapping) section).get("device"))
                        .or(() -> runtime)
                        .map(ConfigNode::place)
                        .orElse(model));
    }

    private static ComparisonSpec comparison(
            Mapping root,
            String name,
            OwnKeys keys,
            Map<String, ModelSpec> models,
            Map<String, ComparisonSpec.Origins> origins) {
        Optional<String> baseline = Optional.ofNullable(keys.baseline());
        if (baseline.isPresent() && !models.containsKey(baseline.get())) {
            Place place = root.get(BASELINE).orElseThrow().place();
            throw new SpecException(
                    List.of(Problems.unknown(place, "model", baseline.get(), models.keySet())));
        }
        List<RunSpec> runs = new ArrayList<>();
        models.forEach(
                (model, spec) -> keys.seeds().forEach(seed -> runs.add(spec.run(model, seed))));
        return ComparisonSpec.of(
                name,
                runs,
                baseline,
                keys.report().names(),
                Optional.ofNullable(keys.report().rope()),
                origins);
    }
}
