// SPDX-License-Identifier: Apache-2.0

/**
 * Models of series with a state: the linear Gaussian state space with its exact filter and smoother
 * (Kalman 1960; Rauch, Tung and Striebel 1965), the same as the prior of a Kalman VAE (Fraccaro et
 * al. 2017), a variational recurrent network (Chung et al. 2015), and metrics of forecasts and of
 * imputed steps.
 */
@NullMarked
package org.vaelab.variants.series;

import org.jspecify.annotations.NullMarked;
