// A web server that misbehaves, for http_test. Prints where it listens; ends when
// its standard input does.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  switch (request.url) {
    case '/good':
      response.end('good');
      break;
    case '/form':
      request.setEncoding('utf8');
      request.reduce((all, part) => all + part, '').then((body) => {
        response.writeHead(400);
        response.end(body);
      });
      break;
    case '/large':
      response.end('x'.repeat(1001));
      break;
    case '/just':
      response.end('x'.repeat(1000));
      break;
    case '/elsewhere':
      response.writeHead(302, { location: '/good' });
      response.end();
      break;
    case '/never':
      break;
    case '/slowly':
      response.write('x');
      process.stdout.write('asked\n');
      break;
    default:
      response.writeHead(404);
      response.end('none');
  }
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
