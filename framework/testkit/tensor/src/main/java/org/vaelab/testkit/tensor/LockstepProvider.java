// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Update;
import org.vaelab.framework.tensor.lockstep.Lockstep;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * Opens a backend that is the second of three members of a {@link Lockstep} over another backend. The
 * first and the third do the same on other numbers, so that a {@link TensorBackendContract} fails where
 * the members' numbers mix.
 */
public final class LockstepProvider implements BackendProvider {

    private static final int MEMBERS = 3;
    private static final int OBSERVED = 1;

    /** A thread for each member that waits for the others. */
    private static final Executor READERS =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread reader = new Thread(task, "lockstep-reader");
                        reader.setDaemon(true);
                        return reader;
                    });

    private final BackendProvider under;

    /** Creates a provider over another. */
    public LockstepProvider(BackendProvider under) {
        this.under = under;
    }

    @Override
    public String name() {
        return under.name();
    }

    @Override
    public Set<String> devices() {
        return under.devices();
    }

    @Override
    public int preference() {
        return under.preference();
    }

    @Override
    public TensorBackend open(BackendSettings settings) {
        // One thread asks for all, so that a member must not wait but where it reads.
        Lockstep lockstep = new Lockstep(() -> under.open(settings), MEMBERS, Integer.MAX_VALUE);
        List<TensorBackend> members = lockstep.members();
        return proxy(TensorBackend.class, new Members(members));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        ClassLoader loader = LockstepProvider.class.getClassLoader();
        return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
    }

    /** The buffers that members have in one role. */
    private record Buffers(List<Buffer> all) implements Buffer {
        @Override
        public Shape shape() {
            return all.get(OBSERVED).shape();
        }

        @Override
        public DType dtype() {
            return all.get(OBSERVED).dtype();
        }
    }

    /** Passes each call on to all, with other numbers for those that are not observed. */
    private static final class Members implements InvocationHandler {

        private final List<?> targets;
        private int calls;

        Members(List<?> targets) {
            this.targets = targets;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws Throwable {
            calls++;
            Object[] given = arguments == null ? new Object[0] : arguments;
            Class<?> type = method.getReturnType();
            if (method.getDeclaringClass() == Object.class || type == String.class) {
                return call(method, OBSERVED, given);
            }
            if (type == Map.class || type == boolean.class || type == OptionalLong.class) {
                return call(method, OBSERVED, given);
            }
            if (type == Optional.class) {
                // Draws are made in Java, for each member the same.
                return Optional.empty();
            }
            if (type.isInstance(proxy)) {
                return proxy;
            }
            IntFunction<@Nullable Object> one = m -> call(method, m, argumentsOf(m, given));
            if (type.isArray() || type == double.class) {
                return atOnce(one).get(OBSERVED);
            }
            List<@Nullable Object> results = new ArrayList<>();
            for (int m = 0; m < MEMBERS; m++) {
                results.add(one.apply(m));
            }
            if (type == Buffer.class) {
                return new Buffers(results.stream().map(Buffer.class::cast).toList());
            }
            return type == StorageOperations.Region.class
                    ? proxy(StorageOperations.Region.class, new Members(results))
                    : null;
        }

        /** Whoever reads waits for the others. */
        private static List<@Nullable Object> atOnce(IntFunction<@Nullable Object> one)
                throws Throwable {
            List<CompletableFuture<@Nullable Object>> answers = new ArrayList<>();
            for (int m = 0; m < MEMBERS; m++) {
                int member = m;
                answers.add(CompletableFuture.supplyAsync(() -> one.apply(member), READERS));
            }
            try {
                List<@Nullable Object> results = new ArrayList<>();
                answers.forEach(answer -> results.add(answer.join()));
                return results;
            } catch (CompletionException e) {
                Throwable cause = e.getCause();
                throw cause == null ? e : cause;
            }
        }

        private @Nullable Object call(Method method, int member, Object[] arguments) {
            try {
                return method.invoke(targets.get(member), arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RuntimeException unchecked) {
                    throw unchecked;
                }
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw new IllegalStateException(e);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        private Object[] argumentsOf(int member, Object[] given) {
            Object[] own = new Object[given.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = argumentOf(member, given[i]);
            }
            return own;
        }

        private Object argumentOf(int member, Object given) {
            if (given instanceof Buffers buffers) {
                return buffers.all.get(member);
            }
            if (given instanceof List<?> list) {
                return list.stream().map(element -> argumentOf(member, element)).toList();
            }
            if (given instanceof Update<?> update) {
                return update.map(array -> argumentOf(member, array));
            }
            if (member == OBSERVED) {
                return given;
            }
            if (given instanceof Double number) {
                // Every other time: numbers that all share take another way than numbers that
                // differ.
                return calls % 2 == 0 ? number : number + 1;
            }
            return reversed(given);
        }

        private static Object reversed(Object given) {
            if (!(given instanceof float[] || given instanceof double[])) {
                return given;
            }
            int length = Array.getLength(given);
            Object reversed = Array.newInstance(given.getClass().getComponentType(), length);
            for (int i = 0; i < length; i++) {
                Array.set(reversed, i, Array.get(given, length - 1 - i));
            }
            return reversed;
        }
    }
}
