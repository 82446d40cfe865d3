// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.tensor.Tensor;

/**
 * Every factor moves by itself: a geodesic of a product is one of geodesics of the factors.
 *
 * @param product whose values are moved
 * @param factors how the values of the factors move, in order
 */
record ProductGeodesics(Product product, List<Geodesics> factors) implements Geodesics {

    @Override
    public Tensor tangent(Tensor z, Tensor vectors) {
        List<Tensor> points = product.split(z);
        List<Tensor> parts = product.split(vectors);
        List<Tensor> tangents = new ArrayList<>();
        for (int i = 0; i < factors.size(); i++) {
            tangents.add(factors.get(i).tangent(points.get(i), parts.get(i)));
        }
        return product.join(tangents);
    }

    @Override
    public Motion move(Motion start, Tensor time) {
        List<Tensor> points = product.split(start.z());
        List<Tensor> velocities = product.split(start.velocity());
        List<Tensor> moved = new ArrayList<>();
        List<Tensor> turned = new ArrayList<>();
        for (int i = 0; i < factors.size(); i++) {
            Motion end = factors.get(i).move(new Motion(points.get(i), velocities.get(i)), time);
            moved.add(end.z());
            turned.add(end.velocity());
        }
        return new Motion(product.join(moved), product.join(turned));
    }

    @Override
    public Tensor velocity(Tensor from, Tensor to) {
        List<Tensor> starts = product.split(from);
        List<Tensor> ends = product.split(to);
        List<Tensor> velocities = new ArrayList<>();
        for (int i = 0; i < factors.size(); i++) {
            velocities.add(factors.get(i).velocity(starts.get(i), ends.get(i)));
        }
        return product.join(velocities);
    }
}
