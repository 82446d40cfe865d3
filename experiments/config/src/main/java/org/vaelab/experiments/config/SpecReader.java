// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.SettingKey;

/** Reads config files. */
@Internal
public final class SpecReader {

    static final String MODELS = "models";

    /** In place of the file of a config that was made in Java, in the working directory. */
    private static final Path MADE = Path.of("experiment.yaml");

    private static final String NAME = "name";
    private static final String BASELINE = "baseline";

    /** Top-level keys that are read separately. */
    private static final List<String> APART =
            Stream.concat(
                            Stream.of(
                                    MODELS,
                                    ModelGrid.SWEEP,
                                    Search.KEY,
                                    Budget.KEY,
                                    ExpectedValues.KEY),
                            ModelSections.SHARED.stream())
                    .toList();

    /** Keys of the file that are not in {@link OwnKeys}, for messages. */
    private static final List<String> NOT_OWN =
            Stream.concat(APART.stream(), Stream.of(ExtendedConfig.KEY)).toList();

    /** Keys that a budget may change. The others define the comparison. */
    private static final List<String> CHANGEABLE =
            Stream.concat(
                            Stream.of(
                                    "seeds",
                                    MODELS,
                                    BASELINE,
                                    ReportKeys.KEY,
                                    ModelGrid.SWEEP,
                                    Search.KEY),
                            ModelSections.SHARED.stream())
                    .toList();

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
            @Setting(
                            value =
                                    "plugin jars with parts of the config; an added jar replaces one of"
                                            + " the same file name",
                            defaultValue = "[]")
                    List<ConfigPlugins.Keys> plugins,
            @Setting("model with which the others are compared; absent: none")
                    @Nullable String baseline,
            @Setting(value = "what is reported", defaultValue = "{}") ReportKeys report) {

        OwnKeys {
            seeds = List.copyOf(seeds);
            plugins = List.copyOf(plugins);
            if (seeds.isEmpty()) {
                throw new SettingException("seeds", "is empty, expected at least one");
            }
            if (new LinkedHashSet<>(seeds).size() < seeds.size()) {
                throw new SettingException("seeds", "holds a seed twice: " + seeds);
            }
            if (seeds.stream().anyMatch(seed -> seed < 0)) {
                throw new SettingException("seeds", "must not be negative, are " + seeds);
            }
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
        return read(file, config(file), Optional.empty(), settings, budget);
    }

    /**
     * Reads a config file for a model that was trained elsewhere, the only model of the comparison.
     *
     * @param settings as after {@code --set}
     * @throws SpecException with its problems
     */
    public ComparisonSpec read(Path file, JudgedModel judged, List<String> settings) {
        return read(file, config(file), Optional.of(judged), settings, Optional.empty());
    }

    /**
     * Reads a config that was made in Java. Its paths are relative to the working directory.
     *
     * @param settings as after {@code --set}
     * @param budget the name of one of its budgets; empty: the config as it is
     * @throws SpecException with its problems
     */
    public ComparisonSpec read(ObjectNode made, List<String> settings, Optional<String> budget) {
        Mapping root = normalised(ConfigValues.root(made));
        return read(
                MADE,
                new ExtendedConfig(root, ConfigValues.yaml(made)),
                Optional.empty(),
                settings,
                budget);
    }

    /**
     * Returns a config that was made in Java as a file, with the values of a budget and of settings
     * in it.
     *
     * @param settings as after {@code --set}
     * @throws SpecException if they do not fit
     */
    public String yaml(ObjectNode made, List<String> settings, Optional<String> budget) {
        Mapping written = normalised(ConfigValues.root(made));
        Mapping root = replaced(MADE, written, Optional.empty(), settings, budget).root();
        Mapping models = root.sectionOrEmpty(MODELS);
        List<String> kept = models.keys().stream().filter(m -> models.get(m).isPresent()).toList();
        Member others = new Member(models.place(), models.only(kept));
        return YamlText.of(root.with(MODELS, others));
    }

    private ExtendedConfig config(Path file) {
        return ExtendedConfig.read(file, this::normalised, pathKeys());
    }

    private ComparisonSpec read(
            Path file,
            ExtendedConfig config,
            Optional<JudgedModel> judged,
            List<String> settings,
            Optional<String> budget) {
        return read(
                file,
                config.text(),
                replaced(file, config.root(), judged, settings, budget),
                budget);
    }

    private static ReplacedSettings replaced(
            Path file,
            Mapping written,
            Optional<JudgedModel> judged,
            List<String> settings,
            Optional<String> budget) {
        Map<String, Budget> budgets = Budget.readAll(written, CHANGEABLE);
        ReplacedSettings replaced = new ReplacedSettings(written);
        budget.map(name -> Budget.named(name, budgets, written.place()))
                .ifPresent(b -> replaced.lay(b.settings(), "budget " + b.name()));
        judged.ifPresent(model -> replaced.lay(model.settings(file), JudgedModel.COMMAND));
        List<Replacement> own = settings.stream().map(Replacement::parse).toList();
        own.forEach(SpecReader::requireReplaceable);
        replaced.lay(own, Replacement.OPTION);
        return replaced;
    }

    private static void requireReplaceable(Replacement setting) {
        String key = setting.section();
        if (List.of(Budget.KEY, ExpectedValues.KEY).contains(key)) {
            throw SpecException.at(
                    setting.place(),
                    "'%s' cannot be replaced".formatted(key),
                    "write it in the config");
        }
    }

    /** Returns the folder of a config, to which its paths are relative. */
    static Path folder(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
    }

    /**
     * Returns the names of the settings of data sources, variants and architectures that are paths.
     */
    private Set<String> pathKeys() {
        Stream<RecordComponent> ofSources =
                context.plugins().of(DataSource.class).types().values().stream()
                        .flatMap(source -> source.keys().stream())
                        .map(SettingKey::component);
        Stream<RecordComponent> ofVariants =
                Word.all(context.plugins()).values().stream()
                        .flatMap(word -> word.keys().stream())
                        .map(SettingKey::component);
        Stream<RecordComponent> ofArchitectures =
                context.plugins().of(Architecture.class).types().values().stream()
                        .flatMap(architecture -> architecture.keys().stream())
                        .map(SettingKey::component);
        return Stream.of(
                        ofSources,
                        ofVariants,
                        ofArchitectures,
                        Stream.of(StartSpec.class, ConfigPlugins.Keys.class)
                                .flatMap(keys -> Arrays.stream(keys.getRecordComponents())))
                .flatMap(keys -> keys)
                .filter(key -> key.getGenericType().getTypeName().contains(Path.class.getName()))
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
    }

    /**
     * Replaces parts given by name with mappings, at the top level and in models, so that settings
     * can be added.
     */
    private Mapping normalised(Mapping root) {
        Mapping top = withMappings(root);
        Optional<ConfigNode> written = top.get(MODELS);
        if (written.isEmpty() || !(written.get() instanceof Mapping models)) {
            return top;
        }
        Map<String, Member> members = new LinkedHashMap<>(models.members());
        members.replaceAll(
                (name, member) ->
                        member.value() instanceof Mapping model
                                ? new Member(member.key(), withMappings(model))
                                : member);
        return top.with(
                MODELS,
                new Member(top.members().get(MODELS).key(), new Mapping(models.place(), members)));
    }

    private Mapping withMappings(Mapping section) {
        return PartReader.withStartAsMapping(
                PartReader.withPartsAsMappings(section), Word.all(context.plugins()));
    }

    private ComparisonSpec read(
            Path file, String text, ReplacedSettings replaced, Optional<String> budget) {
        Mapping root = replaced.root();
        Path folder = folder(file);
        Problems problems = new Problems();
        UnknownKeys guide = UnknownKeys.of(context.plugins());
        Optional<OwnKeys> keys =
                problems.collect(
                        () ->
                                new Binder(folder, guide)
                                        .bind(root.without(APART), OwnKeys.class, NOT_OWN));
        Optional<Map<String, ModelGrid.Point>> models =
                problems.collect(() -> ModelGrid.read(root));
        if (models.isEmpty()) {
            problems.throwIfAny();
        }
        Map<String, ModelSpec> specs = new LinkedHashMap<>();
        Map<String, ComparisonSpec.Origins> origins = new LinkedHashMap<>();
        List<SearchSpec> searches = new ArrayList<>();
        List<Long> seeds = keys.map(OwnKeys::seeds).orElse(List.of());
        models.orElseThrow()
                .forEach(
                        (name, point) -> {
                            Mapping merged = merged(root, point.model());
                            origins.put(name, origins(merged));
                            if (point.search().isEmpty()) {
                                problems.collect(() -> ModelReader.read(context, folder, merged))
                                        .ifPresent(spec -> specs.put(name, spec));
                            } else {
                                // It may be invalid without the values of a trial.
                                problems.collect(
                                                () ->
                                                        new SearchReader(
                                                                        context, folder, root,
                                                                        point)
                                                                .read(name, seeds))
                                        .ifPresent(
                                                search -> {
                                                    searches.add(search);
                                                    specs.put(name, search.trial(1).spec());
                                                });
                            }
                        });
        Optional<String> name = keys.map(own -> name(root, own, file, problems));
        Optional<Map<String, Label>> labels =
                problems.collect(() -> ModelLabels.read(models.get()));
        ReportKeys.checkSections(root, context.sections().ids(), problems);
        Optional<List<PublishedValue>> expected =
                problems.collect(
                        () ->
                                ExpectedValues.read(
                                        root,
                                        new Binder(folder, UnknownKeys.toOneSection()),
                                        expectable(root, models.get().keySet()),
                                        context.metrics()));
        problems.throwIfAny();
        OwnKeys own = keys.orElseThrow();
        requireBaseline(root, own.baseline(), specs.keySet());
        List<RunSpec> runs = new ArrayList<>();
        Map<String, List<Long>> seedsOfSearched = new LinkedHashMap<>();
        searches.forEach(search -> seedsOfSearched.put(search.model(), search.finalSeeds()));
        specs.forEach(
                (model, spec) ->
                        seedsOfSearched
                                .getOrDefault(model, own.seeds())
                                .forEach(seed -> runs.add(spec.run(model, seed))));
        return new ComparisonSpec(
                name.orElseThrow(),
                runs,
                own.report()
                        .with(
                                own.baseline(),
                                expected.orElseThrow(),
                                labels.orElseThrow(),
                                context.sections()),
                origins,
                budget,
                replaced.changes(),
                text,
                searches);
    }

    private static void requireBaseline(
            Mapping root, @Nullable String baseline, Set<String> models) {
        if (baseline != null && !models.contains(baseline)) {
            Place place = root.get(BASELINE).orElseThrow().place();
            throw SpecException.unknown(place, "model", baseline, models);
        }
    }

    /** Includes models that a budget leaves out, as they may have published numbers. */
    private static Set<String> expectable(Mapping root, Set<String> models) {
        Set<String> names = new LinkedHashSet<>(models);
        names.addAll(root.get(MODELS).orElseThrow().asMapping().keys());
        return names;
    }

    static Mapping merged(Mapping root, Mapping model) {
        return Merge.of(
                PartReader.withPartsAsMappings(root.only(ModelSections.SHARED)),
                PartReader.withPartsAsMappings(model.without(List.of(ModelLabels.KEY))));
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

    static ComparisonSpec.Origins origins(Mapping model) {
        return new ComparisonSpec.Origins(
                model.place(),
                path -> Binder.at(model, List.of(path.split("\\.|(?=\\[)"))).place());
    }
}
