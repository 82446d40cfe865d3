// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Optional;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.RankedUnits;
import org.vaelab.framework.latent.TableColumns;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** A sound space, of which a wrong one overrides a method. */
class WrongSpace implements LatentSpace {

    final LatentSpace sound;

    WrongSpace(LatentSpace sound) {
        this.sound = sound;
    }

    @Override
    public Shape eventShape() {
        return sound.eventShape();
    }

    @Override
    public BaseMeasure measure() {
        return sound.measure();
    }

    @Override
    public NetworkInput networkInput() {
        return sound.networkInput();
    }

    @Override
    public int[] units() {
        return sound.units();
    }

    @Override
    public int degreesOfFreedom() {
        return sound.degreesOfFreedom();
    }

    @Override
    public double[] referenceVariances() {
        return sound.referenceVariances();
    }

    @Override
    public TableColumns columns(String name, boolean exact) {
        return sound.columns(name, exact);
    }

    @Override
    public boolean containsMeans() {
        return sound.containsMeans();
    }

    @Override
    public Optional<RankedUnits> rankedUnits() {
        return sound.rankedUnits();
    }

    @Override
    public PartChoice referencePrior() {
        return sound.referencePrior();
    }

    @Override
    public Optional<Geodesics> geodesics() {
        return sound.geodesics();
    }

    @Override
    public Optional<Tensor> distance(Tensor from, Tensor to) {
        return sound.distance(from, to);
    }

    @Override
    public Optional<Walks> walks() {
        return sound.walks();
    }

    @Override
    public String toString() {
        return "wrong " + sound;
    }
}
