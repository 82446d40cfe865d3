// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;

/**
 * Announces the parts of this package, for tests alone.
 *
 * <table>
 * <caption>Posteriors</caption>
 * <tr><th>name</th><th>space</th><th>gradient</th></tr>
 * <tr><td>{@code toy-normal}</td><td>R^d</td><td>exact pathwise</td></tr>
 * <tr><td>{@code toy-logistic}</td><td>R^d</td><td>implicit</td></tr>
 * <tr><td>{@code toy-sphere}</td><td>S^d</td><td>exact pathwise</td></tr>
 * <tr><td>{@code toy-categorical}</td><td>one-hot</td><td>score function; in training, if told so,
 * relaxed or straight-through</td></tr>
 * <tr><td>{@code toy-code}</td><td>one-hot</td><td>straight-through or none; a point mass</td></tr>
 * </table>
 *
 * <p>Also {@code toy-reference}, the reference prior of those spaces, {@code toy-coins}, a
 * likelihood of binary data, and {@code toy-elbo}.
 */
public final class ToyModule extends VaeLabModule {

    /** The modules that a class loader sees, and this one. */
    public static Plugins besideTheModulesOf(ClassLoader loader) {
        List<VaeLabModule> modules = new ArrayList<>(List.of(new ToyModule()));
        ServiceLoader.load(VaeLabModule.class, loader).forEach(modules::add);
        return Plugins.of(modules);
    }

    @Override
    protected void announce() {
        part(ToyNormal.Family.class);
        part(ToyLogistic.Family.class);
        part(ToySphere.Family.class);
        part(ToyCategorical.Family.class);
        part(ToyCode.Settings.class);
        part(ToyReference.class);
        part(ToyCoins.class);
        part(ToyPerceptron.class);
        part(ToyElbo.class);
        kl(
                ToyNormal.class,
                StandardNormal.class,
                (q, p) -> Fused.normalKl(q.mean(), q.logVariance()),
                (q, p) -> Fused.normalKl(q.mean().expandDims(-1), q.logVariance().expandDims(-1)));
        kl(ToyNormal.class, IndependentNormal.class, ToyNormal::divergenceFrom);
        kl(
                ToyCategorical.class,
                CategoricalLogits.class,
                (q, p) -> perVariable(q, p).sum(-1),
                ToyModule::perVariable);
        kl(ToyConcrete.class, CategoricalLogits.class, (q, p) -> perVariable(q, p).sum(-1));
    }

    /** Between the categories, also of a relaxation, [R, n]. */
    private static Tensor perVariable(CategoricalLogits q, CategoricalLogits p) {
        return Fused.categoricalKl(q.logits(), p.logits().logSoftmax(-1));
    }
}
