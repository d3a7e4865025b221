// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.metadata.record;

import io.tarnfs.model.content.Bytes;
import io.tarnfs.model.namespace.Name;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Draws values of record types, whatever they are made of, so that no field of a format is forgotten.
final class RandomValues {
    /// Numbers of any sign; all others count or name something.
    private static final Set<String> SIGNED =
            Set.of("seconds", "salt", "rangeSalt", "random", "k0", "k1", "uid", "gid", "device", "flags");

    private static final int ATTEMPTS = 100_000;

    private final RandomGenerator random;

    RandomValues(RandomGenerator random) {
        this.random = random;
    }

    /// Draws a value of a type.
    @Nullable
    Object draw(Type type, String name) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            List<@Nullable Object> members = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                members.add(draw(list.getActualTypeArguments()[0], name));
            }
            return members;
        }
        Class<?> raw = type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
        if (raw == long.class || raw == Long.class) {
            return number(name, Long.SIZE - 1);
        } else if (raw == int.class || raw == Integer.class) {
            return (int) number(name, Integer.SIZE - 1);
        } else if (raw == boolean.class) {
            return random.nextBoolean();
        } else if (raw == String.class) {
            return "t\u00e4xt".repeat(random.nextInt(4)) + random.nextInt(1_000);
        } else if (raw == Bytes.class) {
            return bytes(random.nextInt(5) == 0 ? 1_000 : random.nextInt(20));
        } else if (raw == Name.class) {
            return name();
        } else if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        } else if (raw.isSealed()) {
            Class<?>[] permitted = raw.getPermittedSubclasses();
            return draw(permitted[random.nextInt(permitted.length)], name);
        }
        return record(raw);
    }

    /// Draws a record; values that its constructor refuses are drawn again.
    Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            @Nullable Object[] values = new @Nullable Object[components.length];
            for (int i = 0; i < components.length; i++) {
                values[i] =
                        isNull(components[i]) ? null : draw(components[i].getGenericType(), components[i].getName());
            }
            try {
                var constructor = type.getDeclaredConstructor(types);
                return constructor.newInstance(values);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException)) {
                    throw new AssertionError("could not draw " + type, e);
                }
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("could not draw " + type, e);
            }
        }
        throw new AssertionError("no value was accepted: type=" + type);
    }

    private boolean isNull(RecordComponent component) {
        AnnotatedType type = component.getAnnotatedType();
        return type.isAnnotationPresent(Nullable.class) && random.nextInt(3) == 0;
    }

    private long number(String name, int bits) {
        long value = random.nextLong() >>> (Long.SIZE - bits) >>> random.nextInt(bits);
        if (name.equals("nanos")) {
            return value % 1_000_000_000;
        }
        if (name.equals("permissions")) {
            return value & 0xfff;
        }
        if (name.equals("blockSizeBytes")) {
            return 256L << 10 << random.nextInt(6);
        }
        return SIGNED.contains(name) && random.nextBoolean() ? -value : value;
    }

    private Bytes bytes(int length) {
        byte[] content = new byte[length];
        random.nextBytes(content);
        return Bytes.copyOf(content);
    }

    private Name name() {
        StringBuilder latin1 = new StringBuilder();
        for (int i = random.nextInt(10) == 0 ? 255 : 1 + random.nextInt(30); i > 0; i--) {
            char c = (char) (1 + random.nextInt(255));
            latin1.append(c == '/' ? '-' : c);
        }
        return new Name(latin1.toString());
    }
}
