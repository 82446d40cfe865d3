// SPDX-License-Identifier: Apache-2.0

/**
 * Models, estimators and evaluation together on real backends, against models whose log p(x) is
 * known.
 *
 * <p>Public interfaces of the framework enter; nothing leaves. What one package can be asked alone
 * is tested there.
 */
@NullMarked
package org.vaelab.integration;

import org.jspecify.annotations.NullMarked;
