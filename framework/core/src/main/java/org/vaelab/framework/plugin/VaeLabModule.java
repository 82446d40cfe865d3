// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.multibindings.Multibinder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.tensor.Tensor;

/**
 * What a plugin binds. A jar names its subclass in {@code
 * META-INF/services/org.vaelab.framework.plugin.VaeLabModule}.
 *
 * <pre>{@code
 * public final class LaplaceModule extends VaeLabModule {
 *     @Override
 *     protected void announce() {
 *         part(LaplaceFamily.class);
 *     }
 * }
 * }</pre>
 */
public abstract class VaeLabModule extends AbstractModule {

    /** A settings record that a module binds to an extension point. */
    record BoundPart(Class<?> point, Class<?> type) {}

    private @Nullable Announcements claims;

    /**
     * Returns a module of parts that a program defines itself.
     *
     * @param parts records or classes with {@link org.vaelab.framework.settings.Part}
     */
    public static VaeLabModule of(Class<?>... parts) {
        return new VaeLabModule() {
            @Override
            protected void announce() {
                for (Class<?> type : parts) {
                    part(type);
                }
            }
        };
    }

    /** Binds the parts of this module; called once, by {@link Plugins}. */
    protected abstract void announce();

    final void claimIn(Announcements registered) {
        claims = registered;
    }

    @Override
    protected final void configure() {
        try {
            announce();
        } catch (RuntimeException | LinkageError e) {
            // Not thrown: Guice would log it with its stack trace, whoever handles it.
            registered().failed(getClass(), e);
        }
    }

    /**
     * Binds a part by the name of its {@link org.vaelab.framework.settings.Part}. Its kind is the
     * {@link ExtensionPoint} that it implements. A config holds the components of a record; Guice
     * creates one instance of any other class. The papers of its {@link
     * org.vaelab.framework.settings.Cites} must have entries.
     *
     * @throws IllegalArgumentException if the class has no name or no extension point
     */
    protected final void part(Class<?> type) {
        Class<?> point =
                point(type)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                type.getName()
                                                        + " implements no extension point, such as"
                                                        + " EstimatorPart"));
        String name = PartType.partOf(type).value();
        reserve(point, name);
        registered().announced(type);
        if (type.isRecord()) {
            Multibinder.newSetBinder(binder(), BoundPart.class)
                    .addBinding()
                    .toInstance(new BoundPart(point, type));
        } else {
            bindInstance(point, name, type);
        }
    }

    private <P> void bindInstance(Class<P> point, String name, Class<?> type) {
        instances(point).addBinding(name).to(type.asSubclass(point));
    }

    /**
     * Binds an instance, one of several of a class.
     *
     * @param point the interface with {@link ExtensionPoint}
     */
    protected final <P> void instance(Class<P> point, String name, P instance) {
        reserve(point, name);
        registered().announced(instance.getClass());
        instances(point).addBinding(name).toInstance(instance);
    }

    /** Reserves a name, which no part of that kind may have. */
    protected final void reserve(Class<?> point, String name) {
        registered().claim(Registry.kind(point), name, getClass());
    }

    private <P> MapBinder<String, P> instances(Class<P> point) {
        return MapBinder.newMapBinder(
                binder(), TypeLiteral.get(String.class), TypeLiteral.get(point));
    }

    /** Returns the extension point that a class implements, itself or through what it extends. */
    static Optional<Class<?>> point(Class<?> type) {
        Deque<Class<?>> open = new ArrayDeque<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            open.addAll(Arrays.asList(at.getInterfaces()));
        }
        while (!open.isEmpty()) {
            Class<?> next = open.remove();
            if (next.isAnnotationPresent(ExtensionPoint.class)) {
                return Optional.of(next);
            }
            open.addAll(Arrays.asList(next.getInterfaces()));
        }
        return Optional.empty();
    }

    /**
     * Binds a KL in closed form, used wherever {@code kl: auto} meets distributions of its types.
     */
    protected final <Q extends Distribution, P extends Distribution> void kl(
            Class<Q> left, Class<P> right, BiFunction<Q, P, Tensor> formula) {
        kl(new AnalyticKl<>(left, right, formula));
    }

    /**
     * Binds a KL in closed form between distributions of independent units.
     *
     * @param unitFormula from q and p to the nats of each unit, [R, U]
     */
    protected final <Q extends Distribution, P extends Distribution> void kl(
            Class<Q> left,
            Class<P> right,
            BiFunction<Q, P, Tensor> formula,
            BiFunction<Q, P, Tensor> unitFormula) {
        kl(new AnalyticKl<>(left, right, formula, Optional.of(unitFormula)));
    }

    /** Adds a rule about parts that do not fit together. */
    protected final void rule(FittingRule rule) {
        Multibinder.newSetBinder(binder(), FittingRule.class).addBinding().toInstance(rule);
    }

    private void kl(AnalyticKl<?, ?> divergence) {
        String name = divergence.left().getName() + " to " + divergence.right().getName();
        registered().claim("closed-form KL", name, getClass());
        Multibinder.newSetBinder(binder(), new TypeLiteral<AnalyticKl<?, ?>>() {})
                .addBinding()
                .toInstance(divergence);
    }

    private Announcements registered() {
        return Objects.requireNonNull(claims, "modules are installed by Plugins.load");
    }
}
