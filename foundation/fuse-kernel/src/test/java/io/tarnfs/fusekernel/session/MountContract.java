// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarnfs.fusekernel.protocol.Opcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// What programs may expect of a mounted [io.tarnfs.fusekernel.memory.MemoryFileSystem], through the real kernel.
@Tag("mount")
@Timeout(120)
@DisabledIfEnvironmentVariable(named = "TARN_SKIP_MOUNT_TESTS", matches = "1")
abstract class MountContract {
    private MountFixture mount;
    private Shell shell;

    /// Whether every call goes through a virtual thread.
    abstract boolean hops();

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mount = MountFixture.mount(hops());
        shell = mount.shell;
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        mount.end();
        assertEquals(0, mount.fs.unconfirmed(), "changes whose delivery was never reported");
        SessionCounters.Trouble trouble = mount.session.counters().trouble();
        assertEquals(0, trouble.malformed());
        assertEquals(0, trouble.defects());
    }

    @Test
    void aCopiedTreeComparesEqual() throws Exception {
        Path tree = Path.of(System.getProperty("tarn.root", "../..")).resolve("foundation");
        shell.check("mkdir $S/t && cd " + tree + " && cp -r --parents */src */pom.xml $S/t");
        shell.check("cp -r $S/t $M/t && diff -r $S/t $M/t");
        shell.check("cp -r $M/t $M/u && diff -r $M/t $M/u && rm -rf $M/t && diff -r $S/t $M/u");
        assertEquals("u\n", shell.check("ls -A $M"));
    }

    @Test
    void aBigFileIsReadAsItWasWritten() throws Exception {
        shell.check("dd if=/dev/urandom of=$S/big bs=1M count=40 && dd if=/dev/urandom bs=777 count=1 >>$S/big");
        shell.check("dd if=$S/big of=$M/big bs=1M && cmp $S/big $M/big");
        shell.check("cat $M/big >$M/again && cmp $S/big $M/again");
        shell.check("dd if=$S/big of=$M/direct bs=1M && dd if=$M/direct of=$S/back bs=1M iflag=direct");
        shell.check("cmp $S/big $S/back");
        shell.check("dd if=$S/big of=$M/direct2 bs=1M count=40 oflag=direct && cmp -n 41943040 $S/big $M/direct2");
        assertTrue(mount.session.counters().of(Opcode.WRITE) >= 120);
    }

    @Test
    void writesInTheMiddleAndHolesAreKept() throws Exception {
        shell.python("""
                p = m + '/f'
                with open(p, 'wb') as f:
                    f.seek(3000000)
                    f.write(b'middle')
                with open(p, 'r+b') as f:
                    f.seek(10)
                    f.write(b'front')
                    f.truncate(5000000)
                d = open(p, 'rb').read()
                assert len(d) == 5000000
                assert d == b'\\0' * 10 + b'front' + b'\\0' * (3000000 - 15) + b'middle' + b'\\0' * (5000000 - 3000006)
                os.truncate(p, 3000003)
                os.truncate(p, 3000006)
                assert open(p, 'rb').read()[2999998:] == b'\\0\\0mid\\0\\0\\0'
                """);
    }

    @Test
    void openFlagsDoWhatTheySay() throws Exception {
        shell.python("""
                p = m + '/f'
                fd = os.open(p, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640)
                os.write(fd, b'one')
                os.close(fd)
                try:
                    os.open(p, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
                    raise AssertionError('created twice')
                except FileExistsError:
                    pass
                fd = os.open(p, os.O_WRONLY | os.O_APPEND)
                os.write(fd, b'two')
                os.close(fd)
                assert open(p, 'rb').read() == b'onetwo'
                fd = os.open(p, os.O_WRONLY | os.O_TRUNC)
                assert os.fstat(fd).st_size == 0
                os.fsync(fd)
                os.fdatasync(fd)
                os.close(fd)
                assert stat.S_IMODE(os.stat(p).st_mode) == 0o640
                """);
    }

    @Test
    void namesAreMovedReplacedAndExchanged() throws Exception {
        shell.check("cd $M && echo a >a && echo b >b && mv a c && cat c && mv c b && cat b && mkdir d && mv b d/e");
        assertEquals("d/e\n", shell.check("cd $M && find . -type f -printf '%P\\n'"));
        shell.python("""
                libc = ctypes.CDLL(None, use_errno=True)
                def rename(a, b, flags):
                    r = libc.renameat2(-100, (m + a).encode(), -100, (m + b).encode(), flags)
                    return 0 if r == 0 else ctypes.get_errno()
                open(m + '/x', 'w').write('x')
                open(m + '/y', 'w').write('y')
                assert rename('/x', '/y', 1) == errno.EEXIST
                assert rename('/x', '/z', 1) == 0
                assert rename('/z', '/y', 2) == 0
                assert open(m + '/z').read() == 'y' and open(m + '/y').read() == 'x'
                assert rename('/none', '/y', 0) == errno.ENOENT
                """);
    }

    @Test
    void linksDevicesAndPipesAreMade() throws Exception {
        shell.check("cd $M && echo a >a && ln a b && test $(stat -c %h a) = 2 && rm a && cat b");
        shell.check("cd $M && ln -s b link && test \"$(readlink link)\" = b && cat link");
        shell.check("cd $M && mkfifo pipe && (echo through >pipe & cat pipe) | grep through");
        assertEquals(
                "character special file 1 3\n", shell.check("cd $M && mknod null c 1 3 && stat -c '%F %Hr %Lr' null"));
        String longTarget = "x".repeat(4000);
        assertEquals(longTarget + "\n", shell.check("ln -s " + longTarget + " $M/long && readlink $M/long"));
    }

    @Test
    void attributesAreSetAndRead() throws Exception {
        shell.check("cd $M && touch f && chown 12:34 f && chmod 4751 f && touch -d @1000000.5 f");
        assertEquals("4751 12 34 1000000\n", shell.check("stat -c '%a %u %g %Y' $M/f"));
        assertEquals("1000000.5000000000\n", shell.check("find $M/f -printf '%T@\\n'"));
        // The file system's clock, not the kernel's.
        assertEquals("1700000000\n", shell.check("stat -c %Z $M/f"));
        assertEquals("1700000000\n", shell.check("touch $M/f && stat -c %Y $M/f"));
        assertEquals("751\n", shell.check("chown 12:35 $M/f && stat -c %a $M/f"));
    }

    @Test
    void theUmaskIsAppliedOnce() throws Exception {
        shell.check("cd $M && umask 027 && touch f && mkdir d && mkfifo p");
        assertEquals("640 750 640\n", shell.check("cd $M && echo $(stat -c %a f d p)"));
    }

    @Test
    void aWriteByAnotherUserClearsSetUserId() throws Exception {
        shell.check("cd $M && echo x >f && chmod 6777 f");
        shell.check("cd $M && setpriv --reuid=1000 --regid=1000 --clear-groups sh -c 'echo y >>f'");
        assertEquals("777\n", shell.check("stat --cached=never -c %a $M/f"));
    }

    @Test
    void permissionsAreCheckedByTheKernel() throws Exception {
        shell.check("cd $M && echo x >f && chmod 600 f");
        assertNotEquals(
                0,
                shell.run("setpriv --reuid=1000 --regid=1000 --clear-groups cat $M/f")
                        .exit());
    }

    @Test
    void extendedAttributesAreKept() throws Exception {
        shell.python("""
                p = m + '/f'
                open(p, 'w').close()
                big = os.urandom(65536)
                os.setxattr(p, 'user.one', b'1')
                os.setxattr(p, 'user.big', big)
                os.setxattr(p, 'user.empty', b'')
                assert os.getxattr(p, 'user.one') == b'1'
                assert os.getxattr(p, 'user.big') == big
                assert os.getxattr(p, 'user.empty') == b''
                assert sorted(os.listxattr(p)) == ['user.big', 'user.empty', 'user.one']
                def fails(code, call):
                    try:
                        call()
                    except OSError as e:
                        assert e.errno == code, e
                    else:
                        raise AssertionError('did not fail')
                fails(errno.EEXIST, lambda: os.setxattr(p, 'user.one', b'2', os.XATTR_CREATE))
                fails(errno.ENODATA, lambda: os.setxattr(p, 'user.two', b'2', os.XATTR_REPLACE))
                os.removexattr(p, 'user.big')
                fails(errno.ENODATA, lambda: os.getxattr(p, 'user.big'))
                fails(errno.ENODATA, lambda: os.removexattr(p, 'user.big'))
                assert sorted(os.listxattr(p)) == ['user.empty', 'user.one']
                """);
    }

    @Test
    void everyEntryOfALargeDirectoryIsListedOnce() throws Exception {
        shell.python("""
                os.mkdir(m + '/d')
                want = set()
                for i in range(5000):
                    name = 'entry-%04d-%s' % (i, 'n' * (i % 200))
                    want.add(name)
                    os.close(os.open(m + '/d/' + name, os.O_CREAT | os.O_WRONLY))
                got = os.listdir(m + '/d')
                assert len(got) == 5000 and set(got) == want
                for e in os.scandir(m + '/d'):
                    assert e.is_file() and e.stat().st_size == 0 and e.inode() == e.stat().st_ino
                """);
        assertEquals("5000\n", shell.check("ls -l $M/d | grep -c entry"));
        shell.check("rm -r $M/d && test -z \"$(ls -A $M)\"");
    }

    @Test
    void aSharedMappingReachesTheFile() throws Exception {
        shell.python("""
                p = m + '/f'
                open(p, 'wb').write(b'.' * 1000000)
                fd = os.open(p, os.O_RDWR)
                with mmap.mmap(fd, 1000000) as a:
                    a[500000:500004] = b'here'
                    a.flush()
                os.close(fd)
                d = open(p, 'rb').read()
                assert d == b'.' * 500000 + b'here' + b'.' * 499996
                """);
    }

    @Test
    void anUnlinkedFileStaysReadableWhileItIsOpen() throws Exception {
        shell.python("""
                f = open(m + '/f', 'w+b')
                f.write(b'still here')
                f.flush()
                os.unlink(m + '/f')
                f.seek(0)
                assert f.read() == b'still here'
                assert os.fstat(f.fileno()).st_nlink == 0
                """);
    }

    @Test
    void errorsOfTheHandlerReachTheCaller() throws Exception {
        shell.python("""
                def fails(code, call):
                    try:
                        call()
                    except OSError as e:
                        assert e.errno == code, e
                    else:
                        raise AssertionError('did not fail')
                os.mkdir(m + '/d')
                open(m + '/d/f', 'w').close()
                fails(errno.ENOENT, lambda: os.stat(m + '/none'))
                fails(errno.EEXIST, lambda: os.mkdir(m + '/d'))
                fails(errno.ENOTEMPTY, lambda: os.rmdir(m + '/d'))
                fails(errno.EISDIR, lambda: os.unlink(m + '/d'))
                fails(errno.ENOTDIR, lambda: os.rmdir(m + '/d/f'))
                fails(errno.ENAMETOOLONG, lambda: os.mkdir(m + '/' + 'n' * 256))
                os.mkdir(m + '/' + 'n' * 255)
                """);
    }

    @Test
    void namesAreBytes() throws Exception {
        shell.python("""
                b = os.fsencode(m)
                names = {bytes([i]) + b'x' for i in range(1, 256) if i != ord('/')}
                for n in names:
                    os.close(os.open(b + b'/' + n, os.O_CREAT | os.O_WRONLY))
                assert set(os.listdir(b)) == names
                for n in names:
                    os.unlink(b + b'/' + n)
                assert os.listdir(b) == []
                """);
    }

    @Test
    void theSizeOfTheFileSystemIsShown() throws Exception {
        assertEquals("4096 1048576 524288 262144 131072 255\n", shell.check("stat -f -c '%S %b %f %a %c %l' $M"));
    }

    @Test
    void everyRequestOfTheKernelWasSeen() throws Exception {
        shell.check("cd $M && mkdir d && echo a >d/f && cat d/f && ln d/f g && ln -s g l && cat l && mkfifo p");
        shell.check("cd $M && mv g h && chmod 600 h && df . && ls -l d && for i in 1 2 3; do ls; done && rm p l");
        shell.python("""
                os.setxattr(m + '/h', 'user.a', b'1')
                os.getxattr(m + '/h', 'user.a')
                os.listxattr(m + '/h')
                os.removexattr(m + '/h', 'user.a')
                fd = os.open(m, os.O_RDONLY)
                os.fsync(fd)
                for i in range(300):
                    open(m + '/d/%d' % i, 'w').close()
                fd = os.open(m + '/h', os.O_RDWR)
                os.fsync(fd)
                ctypes.CDLL(None).renameat2(-100, (m + '/h').encode(), -100, (m + '/k').encode(), 1)
                os.rename(m + '/k', m + '/n')
                os.listdir(m + '/d')
                """);
        shell.check("rm -r $M/d");
        Set<Opcode> missing = EnumSet.allOf(Opcode.class);
        missing.removeIf(opcode -> mount.session.counters().of(opcode) > 0);
        // ACCESS is not sent while the kernel checks permissions, DESTROY never to a plain FUSE mount; whether
        // names are forgotten one by one or in batches is up to the kernel; INTERRUPT has tests of its own.
        missing.removeAll(
                EnumSet.of(Opcode.ACCESS, Opcode.DESTROY, Opcode.FORGET, Opcode.BATCH_FORGET, Opcode.INTERRUPT));
        assertEquals(Set.of(), missing);
        assertTrue(mount.fs.forgotten.sum() > 0);
    }

    @Test
    void manyProcessesAtOnceReadWhatTheyWrote() throws Exception {
        String program = """
                import os, random, sys
                m, who = os.environ['M'], sys.argv[1]
                r = random.Random(int(who))
                d = m + '/' + who
                os.mkdir(d)
                want = {}
                for step in range(400):
                    name = 'f%d' % r.randrange(20)
                    p = d + '/' + name
                    what = r.randrange(5)
                    if what <= 1:
                        data = r.randbytes(r.choice([1, 100, 5000, 70000, 1500000]))
                        with open(p, 'wb') as f:
                            f.write(data)
                        want[name] = data
                    elif what == 2 and name in want:
                        assert open(p, 'rb').read() == want[name], name
                    elif what == 3 and name in want:
                        at = r.randrange(len(want[name]))
                        with open(p, 'r+b') as f:
                            f.seek(at)
                            f.write(b'patch')
                        b = bytearray(want[name])
                        b[at:at + 5] = b'patch'
                        want[name] = bytes(b)
                    elif what == 4 and name in want:
                        os.rename(p, d + '/g%d' % step)
                        want['g%d' % step] = want.pop(name)
                assert set(os.listdir(d)) == set(want)
                for name, data in want.items():
                    assert open(d + '/' + name, 'rb').read() == data, name
                """;
        Shell.Running[] running = new Shell.Running[6];
        for (int who = 0; who < running.length; who++) {
            running[who] = shell.start("python3", "-c", program, Integer.toString(who));
        }
        for (Shell.Running one : running) {
            Shell.Result result = one.await();
            assertEquals(0, result.exit(), result.output());
        }
    }
}
