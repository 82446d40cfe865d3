// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.ProvisionException;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.util.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.plugin.VaeLabModule.BoundPart;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Registry;

/**
 * All parts that can be found, by extension point and name.
 *
 * <p>Modules come from {@link java.util.ServiceLoader}; two parts of one kind with one name are an
 * error that names both modules.
 */
public final class Plugins implements Parts {

    /** Those of the last class path, which each command of a process needs again. */
    private static @Nullable Plugins last;

    private static List<? extends Class<?>> modulesOfLast = List.of();

    private final Map<Class<?>, Registry<?>> registries = new HashMap<>();
    private final Injector injector;
    private final Announcements claims;
    private final KlRegistry divergences;
    private final PluginJars jars;

    private Plugins(Injector injector, Announcements claims, PluginJars jars) {
        this.injector = injector;
        this.claims = claims;
        this.jars = jars;
        Set<BoundPart> bound = injector.getInstance(Key.get(new TypeLiteral<>() {}));
        bound.stream().map(BoundPart::point).distinct().forEach(point -> collect(point, bound));
        this.divergences =
                new KlRegistry(
                        injector.getInstance(Key.get(new TypeLiteral<Set<AnalyticKl<?, ?>>>() {})));
    }

    private <P> void collect(Class<P> point, Set<BoundPart> bound) {
        List<PartType<P>> types =
                bound.stream()
                        .filter(part -> part.point() == point)
                        .map(part -> new PartType<P>(part.type().asSubclass(point)))
                        .toList();
        try {
            registries.put(
                    point,
                    new Registry<>(point, types, claims.origins(Registry.kind(point)), this));
        } catch (IllegalArgumentException e) {
            throw new PluginException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Finds the modules that a class loader sees, and installs them.
     *
     * @throws PluginException if one cannot be loaded, or two collide
     */
    public static Plugins load(ClassLoader loader) {
        return load(PluginJars.none(loader));
    }

    /**
     * Finds the modules of the framework and of the jars given, and installs them.
     *
     * @throws PluginException if one cannot be loaded, two collide, or a part cites an unknown
     *     paper
     */
    public static Plugins load(PluginJars jars) {
        return load(jars, List.of());
    }

    /**
     * Finds the modules of the framework and of the jars given, and installs them with further
     * ones.
     *
     * @throws PluginException if one cannot be loaded, two collide, or a part cites an unknown
     *     paper
     */
    public static Plugins load(PluginJars jars, List<VaeLabModule> further) {
        List<VaeLabModule> modules = new ArrayList<>(jars.providers(VaeLabModule.class, "module"));
        modules.addAll(further);
        // A test checks the papers of the framework's own modules: reading them takes a while.
        return jars.jars().isEmpty() && further.isEmpty()
                ? ofClassPath(modules, jars)
                : install(modules, jars).withKnownPapers();
    }

    /** Class paths grow in notebooks. */
    private static synchronized Plugins ofClassPath(List<VaeLabModule> modules, PluginJars none) {
        List<? extends Class<?>> types = modules.stream().map(VaeLabModule::getClass).toList();
        Plugins known = last;
        if (known == null || known.jars.loader() != none.loader() || !modulesOfLast.equals(types)) {
            known = install(modules, none);
            last = known;
            modulesOfLast = types;
        }
        return known;
    }

    /**
     * Installs the modules given.
     *
     * @throws PluginException if one cannot be installed, two collide, or a part cites an unknown
     *     paper
     */
    public static Plugins of(List<VaeLabModule> modules) {
        return install(modules, PluginJars.none(Plugins.class.getClassLoader())).withKnownPapers();
    }

    private Plugins withKnownPapers() {
        claims.requireKnownPapers(papers());
        return this;
    }

    private static Plugins install(List<VaeLabModule> modules, PluginJars jars) {
        Announcements claims = new Announcements();
        modules.forEach(module -> module.claimIn(claims));
        List<com.google.inject.Module> installed = new ArrayList<>(modules);
        installed.add(Plugins::declareEmpty);
        try {
            Injector injector = Guice.createInjector(installed);
            claims.requireNoFailure(jars);
            return new Plugins(injector, claims, jars);
        } catch (CreationException | ProvisionException | LinkageError e) {
            claims.requireNoFailure(jars);
            throw unusable(jars, e);
        }
    }

    private static PluginException unusable(PluginJars jars, Throwable e) {
        return new PluginException(
                jars.blamed(e).map(jar -> "plugin " + jar.fileName()).orElse("a plugin")
                        + " cannot be used: "
                        + (e instanceof LinkageError ? e : e.getMessage())
                        + jars.advice(e),
                e);
    }

    /** Declares what modules bind, so that nothing bound is an empty set and not an error. */
    private static void declareEmpty(com.google.inject.Binder binder) {
        Multibinder.newSetBinder(binder, BoundPart.class);
        Multibinder.newSetBinder(binder, new TypeLiteral<AnalyticKl<?, ?>>() {});
        Multibinder.newSetBinder(binder, FittingRule.class);
    }

    @Override
    @SuppressWarnings("unchecked") // collect() puts a registry of P there
    public <P> Registry<P> of(Class<P> point) {
        Registry<P> bound = (Registry<P>) registries.get(point);
        return bound == null ? new Registry<>(point, List.of(), Map.of(), this) : bound;
    }

    /** Returns the extension points of which modules bind settings records. */
    public Set<Class<?>> points() {
        return Set.copyOf(registries.keySet());
    }

    /**
     * Returns the instances that modules bind to an extension point, by name, sorted.
     *
     * @throws PluginException if one cannot be created
     */
    @SuppressWarnings("unchecked") // Types.mapOf(String, P)
    public <P> SortedMap<String, P> instances(Class<P> point) {
        Key<Map<String, P>> key = (Key<Map<String, P>>) Key.get(Types.mapOf(String.class, point));
        try {
            return injector.getExistingBinding(key) == null
                    ? new TreeMap<>()
                    : new TreeMap<>(injector.getInstance(key));
        } catch (ProvisionException | LinkageError e) {
            throw unusable(jars, e);
        }
    }

    /** Returns whether a module binds a part or an instance of a name, or reserves the name. */
    public boolean isTaken(Class<?> point, String name) {
        return claims.origins(Registry.kind(point)).containsKey(name);
    }

    /** Returns where an instance comes from: its module, and its jar or folder. */
    public String origin(Class<?> point, String name) {
        return claims.origins(Registry.kind(point)).getOrDefault(name, "unknown");
    }

    public PluginJars jars() {
        return jars;
    }

    /** Returns the papers of all modules. */
    public Papers papers() {
        return Papers.load(jars.loader());
    }

    /** Returns the rules that modules add about parts that do not fit together. */
    public Set<FittingRule> rules() {
        return injector.getInstance(Key.get(new TypeLiteral<Set<FittingRule>>() {}));
    }

    public KlRegistry divergences() {
        return divergences;
    }
}
